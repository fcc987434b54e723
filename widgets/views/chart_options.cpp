// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/chart_options.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>

namespace fulcrum::views {

namespace {

QHBoxLayout* rowOf(QWidget* widget)
{
    auto* row = new QHBoxLayout(widget);
    row->setContentsMargins(16, 0, 16, 8);
    row->setSpacing(8);
    return row;
}

QComboBox* combo(const QString& name, int letters)
{
    auto* box = new QComboBox;
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(letters);
    return box;
}

} // namespace

ChartOptions::ChartOptions(QWidget* parent) : QWidget(parent), m_stack(new QStackedWidget)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    m_stack->addWidget(makeBars());
    m_stack->addWidget(makeScatter());
    m_stack->addWidget(makeDm());
    m_stack->addWidget(makeTraining());
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QWidget* ChartOptions::makeBars()
{
    auto* widget = new QWidget;
    QHBoxLayout* row = rowOf(widget);
    row->addWidget(theme::label(tr("Bars of"), theme::Text::Small));
    m_measure = combo(tr("What the bars show"), 14);
    connect(m_measure, &QComboBox::activated, this, &ChartOptions::changed);
    row->addWidget(m_measure);
    row->addStretch();
    return widget;
}

QWidget* ChartOptions::makeScatter()
{
    auto* widget = new QWidget;
    QHBoxLayout* row = rowOf(widget);
    m_cellA = combo(tr("Cell on the y axis"), 22);
    m_cellB = combo(tr("Cell on the x axis"), 22);
    row->addWidget(m_cellA, 1);
    row->addWidget(theme::label(tr("over"), theme::Text::Small));
    row->addWidget(m_cellB, 1);
    auto* swap = new QToolButton;
    swap->setText(tr("Swap"));
    swap->setAutoRaise(true);
    swap->setToolTip(tr("Change the axes"));
    connect(swap, &QToolButton::clicked, this, [this] {
        const int a = m_cellA->currentIndex();
        m_cellA->setCurrentIndex(m_cellB->currentIndex());
        m_cellB->setCurrentIndex(a);
        Q_EMIT changed();
    });
    row->addWidget(swap);
    row->addStretch();
    for (QComboBox* box : {m_cellA, m_cellB})
        connect(box, &QComboBox::activated, this, &ChartOptions::changed);
    return widget;
}

QWidget* ChartOptions::makeDm()
{
    auto* widget = new QWidget;
    QHBoxLayout* row = rowOf(widget);
    m_dmRuns = new MenuButton(tr("D_M runs"), QStringLiteral("beam"), tr("Whose sequences are counted"));
    m_dmMenu = new QMenu(m_dmRuns);
    m_dmRuns->setMenu(m_dmMenu);
    m_dmRuns->setPopupMode(QToolButton::InstantPopup);
    row->addWidget(m_dmRuns);
    m_best = new QCheckBox(tr("Best beam only"));
    m_best->setToolTip(tr("Of each anchor only the sequence with the highest score"));
    connect(m_best, &QCheckBox::toggled, this, &ChartOptions::changed);
    row->addWidget(m_best);
    m_bins = new QSpinBox;
    m_bins->setRange(0, 200);
    m_bins->setSpecialValueText(tr("automatic bins"));
    m_bins->setSuffix(tr(" bins"));
    m_bins->setAccessibleName(tr("Number of bins"));
    connect(m_bins, &QSpinBox::valueChanged, this, &ChartOptions::changed);
    row->addWidget(m_bins);
    m_shape = combo(tr("Shape"), 8);
    m_shape->addItem(tr("Violins"), false);
    m_shape->addItem(tr("Boxes"), true);
    connect(m_shape, &QComboBox::activated, this, &ChartOptions::changed);
    row->addWidget(m_shape);
    row->addStretch();
    return widget;
}

QWidget* ChartOptions::makeTraining()
{
    auto* widget = new QWidget;
    QHBoxLayout* row = rowOf(widget);
    m_trainings = new MenuButton(tr("Trainings"), QStringLiteral("train"), tr("Whose curves are drawn"));
    m_trainMenu = new QMenu(m_trainings);
    m_trainings->setMenu(m_trainMenu);
    m_trainings->setPopupMode(QToolButton::InstantPopup);
    row->addWidget(m_trainings);
    m_group = combo(tr("Metric"), 12);
    connect(m_group, &QComboBox::activated, this, &ChartOptions::changed);
    row->addWidget(m_group);
    row->addStretch();
    return widget;
}

void ChartOptions::setRow(Row row)
{
    setVisible(row != Row::None);
    m_stack->setCurrentIndex(row == Row::Bars ? 0 : row == Row::Scatter ? 1 : row == Row::Training ? 3 : 2);
    m_bins->setVisible(row == Row::DmScores);
    m_shape->setVisible(row == Row::DmGains);
}

void ChartOptions::fillRuns(QMenu* menu, MenuButton* button, const QVector<bridge::RunChoice>& runs, QVector<store::RunId>& chosen)
{
    QVector<store::RunId> known;
    for (const bridge::RunChoice& run : runs)
        known.append(run.run);
    chosen.removeIf([&known](store::RunId run) { return !known.contains(run); });
    if (chosen.isEmpty() && !known.isEmpty())
        chosen.append(known.first());
    menu->clear();
    QStringList names;
    for (const bridge::RunChoice& run : runs) {
        QAction* action = menu->addAction(tr("%1 (run %2)").arg(run.name).arg(run.run));
        action->setCheckable(true);
        action->setChecked(chosen.contains(run.run));
        if (action->isChecked())
            names.append(run.name);
        connect(action, &QAction::toggled, this, [this, menu, button, &chosen, id = run.run, list = runs](bool on) {
            if (on)
                chosen.append(id);
            else if (chosen.size() > 1) // at least one stays
                chosen.removeAll(id);
            // Not now: the action that is toggled would be deleted.
            QMetaObject::invokeMethod(this, [this, menu, button, &chosen, list] {
                fillRuns(menu, button, list, chosen);
                Q_EMIT changed();
            }, Qt::QueuedConnection);
        });
    }
    button->setText(names.size() == 1 ? names.first() : tr("%n runs", nullptr, static_cast<int>(names.size())));
}

void ChartOptions::setChoices(const bridge::ChartChoices& choices, data::Task task)
{
    const auto before = cells();
    m_choices = choices;
    fillRuns(m_dmMenu, m_dmRuns, choices.dmRuns, m_dmChosen);
    fillRuns(m_trainMenu, m_trainings, choices.trainings, m_trainChosen);
    for (QComboBox* box : {m_cellA, m_cellB}) {
        box->clear();
        for (const bridge::CellOption& cell : choices.cells)
            box->addItem(cell.text);
    }
    // At first Lever-LM over a similarity strategy, with the same number of shots.
    const auto find = [&](const char* strategy, int shots) {
        for (int i = 0; i < choices.cells.size(); ++i)
            if (choices.cells[i].task == data::taskName(task) && choices.cells[i].cell.strategy == strategy
                && choices.cells[i].cell.shots == shots)
                return i;
        return -1;
    };
    int a = find("lever-lm", 4), b = find("siir", 4);
    if (a < 0 || b < 0) {
        a = choices.cells.isEmpty() ? -1 : 0;
        b = choices.cells.size() > 1 ? 1 : a;
    }
    m_cellA->setCurrentIndex(a);
    m_cellB->setCurrentIndex(b);
    if (before)
        setCells(before->first, before->second);
}

void ChartOptions::setMeasures(const std::vector<icl::Measure>& measures)
{
    const QVariant before = m_measure->currentData();
    m_measure->clear();
    for (const icl::Measure& one : measures)
        m_measure->addItem(one.shots >= 0 ? tr("%n shots", nullptr, one.shots) : tr("Avg %1").arg(QString::fromStdString(one.average)),
            QString::fromStdString(one.name()));
    const int at = before.isValid() ? m_measure->findData(before) : -1;
    m_measure->setCurrentIndex(at >= 0 ? at : m_measure->count() - 1);
}

void ChartOptions::setGroups(const std::vector<std::string>& groups)
{
    const QString before = QString::fromStdString(group());
    m_group->clear();
    for (const std::string& one : groups)
        m_group->addItem(one == "loss" ? tr("Loss")
                : one == "rate"        ? tr("Learning rate")
                                       : QString::fromStdString(one),
            QString::fromStdString(one));
    m_group->setCurrentIndex(std::max(0, m_group->findData(before)));
}

icl::Measure ChartOptions::measure() const
{
    return icl::measureFromName(m_measure->currentData().toString().toStdString()).value_or(icl::Measure {-1, "1~8"});
}

std::optional<std::pair<icl::CellChoice, icl::CellChoice>> ChartOptions::cells() const
{
    const int a = m_cellA->currentIndex(), b = m_cellB->currentIndex();
    if (a < 0 || b < 0 || a >= m_choices.cells.size() || b >= m_choices.cells.size())
        return std::nullopt;
    return std::pair(m_choices.cells[a].cell, m_choices.cells[b].cell);
}

void ChartOptions::setCells(const icl::CellChoice& a, const icl::CellChoice& b)
{
    for (int i = 0; i < m_choices.cells.size(); ++i) {
        if (m_choices.cells[i].cell == a)
            m_cellA->setCurrentIndex(i);
        if (m_choices.cells[i].cell == b)
            m_cellB->setCurrentIndex(i);
    }
}

bridge::DmChartRequest ChartOptions::dmRequest(bool gains) const
{
    return {m_dmChosen, gains, m_shape->currentData().toBool(), m_best->isChecked(), m_bins->value()};
}

QVector<store::RunId> ChartOptions::trainings() const { return m_trainChosen; }

std::string ChartOptions::group() const { return m_group->currentData().toString().toStdString(); }

void ChartOptions::setDmRuns(const QVector<store::RunId>& runs)
{
    m_dmChosen = runs;
    fillRuns(m_dmMenu, m_dmRuns, m_choices.dmRuns, m_dmChosen);
}

void ChartOptions::setTrainings(const QVector<store::RunId>& runs)
{
    m_trainChosen = runs;
    fillRuns(m_trainMenu, m_trainings, m_choices.trainings, m_trainChosen);
}

} // namespace fulcrum::views
