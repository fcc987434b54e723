// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/job_summary_panel.h"

#include "widgets/bridge/format.h"
#include "widgets/dialogs/job_summary.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::dialogs {

namespace {

// How far the true time may lie from the estimate: other spec, other company on the machine; a probe is coarser.
constexpr double kEarlierLow = 0.85, kEarlierHigh = 1.2, kProbeLow = 0.6, kProbeHigh = 1.3;
constexpr int kGridRow = 28, kMostGridRows = 7, kGridColumn = 30;
constexpr int kCommandLines = 4;

QPushButton* linkButton(const QString& text)
{
    auto* button = new QPushButton(text);
    button->setFlat(true);
    return button;
}

void setTone(QWidget* widget, theme::Tone tone)
{
    QPalette p = QApplication::palette();
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::ButtonText})
        p.setColor(role, theme::toneColor(p, tone));
    widget->setPalette(p);
}

} // namespace

JobSummaryPanel::JobSummaryPanel(QWidget* parent)
    : QFrame(parent), m_work(theme::label({}, theme::Text::Body, nullptr, true)), m_time(theme::label({}, theme::Text::Body, nullptr,
        true)),
      m_disk(theme::label({}, theme::Text::Small, nullptr, true)), m_same(theme::label({}, theme::Text::Body, nullptr, true)),
      m_state(theme::label({}, theme::Text::Body, nullptr, true)), m_measure(new QPushButton(tr("Measure"))),
      m_resume(new QPushButton(tr("Resume it instead"))), m_cells(new QTableWidget), m_command(new QPlainTextEdit),
      m_problems(new QVBoxLayout)
{
    setProperty(theme::kCardProperty, true);
    setFrameStyle(QFrame::StyledPanel);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    column->addWidget(theme::label(tr("What it will do"), theme::Text::Heading));
    column->addWidget(m_work);
    auto* timeRow = new QHBoxLayout;
    timeRow->addWidget(m_time, 1);
    timeRow->addWidget(m_measure, 0, Qt::AlignTop);
    column->addLayout(timeRow);
    column->addWidget(m_disk);
    column->addWidget(m_cells);
    column->addWidget(m_same);
    column->addWidget(m_resume, 0, Qt::AlignLeft);
    column->addSpacing(4);
    column->addWidget(theme::label(tr("The same on the command line"), theme::Text::Heading));
    auto* row = new QHBoxLayout;
    m_command->setReadOnly(true);
    m_command->setWordWrapMode(QTextOption::WrapAnywhere);
    m_command->setTabChangesFocus(true);
    m_command->setFixedHeight(kCommandLines * QFontMetrics(m_command->font()).lineSpacing() + 16);
    m_command->setAccessibleName(tr("Command line"));
    row->addWidget(m_command, 1);
    auto* copy = new QToolButton;
    copy->setIcon(theme::icon(QStringLiteral("copy")));
    copy->setToolTip(tr("Copy the command"));
    copy->setAccessibleName(tr("Copy the command"));
    connect(copy, &QToolButton::clicked, this, [this] { QApplication::clipboard()->setText(m_command->toPlainText()); });
    row->addWidget(copy, 0, Qt::AlignTop);
    column->addLayout(row);
    column->addStretch();
    column->addWidget(m_state);
    m_problems->setSpacing(0);
    column->addLayout(m_problems);
    m_cells->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_cells->setSelectionMode(QAbstractItemView::NoSelection);
    m_cells->setShowGrid(false);
    m_cells->setFrameShape(QFrame::NoFrame);
    m_cells->setAccessibleName(tr("Cells of the evaluation"));
    m_cells->verticalHeader()->setDefaultSectionSize(kGridRow);
    m_cells->horizontalHeader()->setMinimumSectionSize(kGridColumn);
    m_cells->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_cells->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_cells->hide();
    m_same->hide();
    m_resume->hide();
    connect(m_measure, &QPushButton::clicked, this, &JobSummaryPanel::measureClicked);
    connect(m_resume, &QPushButton::clicked, this, [this] { Q_EMIT resumeClicked(m_sameRun); });
}

void JobSummaryPanel::showWork(const std::string& kind, const nlohmann::json& values, const bridge::JobFacts& facts)
{
    // Where the grid is known its numbers are exact; without it, at most so many.
    QStringList lines = facts.cells.empty() ? workOf(kind, values) : QStringList();
    if (const std::int64_t passes = bridge::forwardPasses(kind, values, facts); passes > 0 && kind != "dm")
        lines.append(kind == "eval" ? tr("%1 generations in %2 cells").arg(bridge::count(passes),
            bridge::count(static_cast<std::int64_t>(facts.cells.size())))
                : kind == "train"   ? tr("%1 sequences seen in all").arg(bridge::count(passes))
                                    : tr("%1 images and texts to encode").arg(bridge::count(passes)));
    if (facts.keptSequences >= 0)
        lines.append(tr("%1 of %2 sequences are kept").arg(bridge::count(facts.keptSequences), bridge::count(facts.sequences)));
    m_work->setText(lines.join(u'\n'));
    m_work->setVisible(!lines.isEmpty());
    const std::uint64_t bytes = bridge::diskBytes(kind, values, facts);
    m_disk->setText(bytes > 0 ? tr("About %1 on the disk").arg(bridge::fileSize(bytes)) : QString());
    showTime(kind, values, facts);
    showCells(facts);
    showSame(facts);
}

void JobSummaryPanel::showTime(const std::string& kind, const nlohmann::json& values, const bridge::JobFacts& facts)
{
    const double amount = bridge::workAmount(kind, values, facts);
    if (!facts.pace || amount <= 0) {
        m_time->setText(tr("Time: not known before an earlier run of this kind, or a measurement"));
        return;
    }
    const bool earlier = facts.pace->source == bridge::JobPace::Source::EarlierRun;
    const double seconds = facts.pace->secondsPerAmount * amount;
    const QString low = bridge::duration(seconds * (earlier ? kEarlierLow : kProbeLow)),
                  high = bridge::duration(seconds * (earlier ? kEarlierHigh : kProbeHigh));
    m_time->setText((low == high ? tr("Time: about %1").arg(high) : tr("Time: about %1 to %2").arg(low, high)) + u' '
        + (earlier ? tr("(as run %1 took)").arg(facts.pace->run) : tr("(measured with five samples)")));
}

/// Rows are strategies, columns numbers of demonstrations; a tick where a run with the same settings has been.
void JobSummaryPanel::showCells(const bridge::JobFacts& facts)
{
    QStringList strategies;
    QList<int> shots;
    for (const icl::PlannedCell& cell : facts.cells) {
        const QString name = QString::fromLatin1(icl::strategyName(cell.strategy));
        if (!strategies.contains(name))
            strategies.append(name);
        if (!shots.contains(cell.shots))
            shots.append(cell.shots);
    }
    std::sort(shots.begin(), shots.end());
    m_cells->setVisible(!facts.cells.empty());
    m_cells->setRowCount(static_cast<int>(strategies.size()));
    m_cells->setColumnCount(static_cast<int>(shots.size()));
    m_cells->setVerticalHeaderLabels(strategies);
    QStringList columns;
    for (const int k : shots)
        columns.append(QString::number(k));
    m_cells->setHorizontalHeaderLabels(columns);
    for (int row = 0; row < strategies.size(); ++row)
        for (int column = 0; column < shots.size(); ++column) {
            int all = 0, done = 0;
            for (const icl::PlannedCell& cell : facts.cells)
                if (cell.shots == shots[column] && strategies[row] == QLatin1String(icl::strategyName(cell.strategy))) {
                    ++all;
                    done += facts.doneUnits.contains(cell.unit()) ? 1 : 0;
                }
            const QString text = all == 0 ? QString()
                : done == all             ? QStringLiteral("✓")
                : done > 0                ? QStringLiteral("%1/%2").arg(done).arg(all)
                : all == 1                ? QStringLiteral("·")
                                          : QStringLiteral("×%1").arg(all);
            auto* item = new QTableWidgetItem(text);
            item->setTextAlignment(Qt::AlignCenter);
            item->setToolTip(tr("%1 at %2: %3 of %4 cells are done").arg(strategies[row]).arg(shots[column]).arg(done).arg(all));
            m_cells->setItem(row, column, item);
        }
    const int rows = std::min(static_cast<int>(strategies.size()), kMostGridRows);
    m_cells->setFixedHeight(std::max(m_cells->horizontalHeader()->sizeHint().height(),
        m_cells->horizontalHeader()->height()) + rows * kGridRow + 8);
}

void JobSummaryPanel::showSame(const bridge::JobFacts& facts)
{
    m_sameRun = facts.sameRun;
    const bool resumable = facts.sameRun != 0 && store::isResumable(facts.sameState);
    if (facts.sameRun == 0)
        m_same->clear();
    else if (facts.sameState == store::RunState::Succeeded)
        m_same->setText(tr("Run %1 has done exactly this.").arg(facts.sameRun));
    else if (resumable)
        m_same->setText(tr("Run %1 has the same settings and %n units are done.", nullptr,
            static_cast<int>(facts.doneUnits.size())).arg(facts.sameRun));
    else
        m_same->setText(tr("Run %1 is doing exactly this.").arg(facts.sameRun));
    m_same->setVisible(facts.sameRun != 0);
    m_resume->setVisible(resumable);
}

void JobSummaryPanel::showCommand(const QString& command)
{
    m_command->setPlainText(command);
}

QString JobSummaryPanel::command() const { return m_command->toPlainText(); }

void JobSummaryPanel::showProblems(const QVector<FormProblem>& problems)
{
    while (QLayoutItem* item = m_problems->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_state->setText(problems.isEmpty() ? tr("Ready to start") : tr("%n things to mend", nullptr, static_cast<int>(problems.size())));
    setTone(m_state, problems.isEmpty() ? theme::Tone::Good : theme::Tone::Bad);
    for (const FormProblem& problem : problems) {
        if (problem.field.empty()) {
            QLabel* label = theme::label(problem.text, theme::Text::Small, nullptr, true);
            setTone(label, theme::Tone::Bad);
            m_problems->addWidget(label);
            continue;
        }
        QPushButton* button = linkButton(QFontMetrics(font()).elidedText(problem.text, Qt::ElideRight, std::max(200, width() - 60)));
        button->setToolTip(problem.text);
        button->setAccessibleName(problem.text);
        button->setObjectName(QStringLiteral("problem.") + QString::fromStdString(problem.field));
        connect(button, &QPushButton::clicked, this,
            [this, field = QString::fromStdString(problem.field)] { Q_EMIT problemActivated(field); });
        m_problems->addWidget(button);
    }
}

void JobSummaryPanel::setMeasuring(bool running, const QString& obstacle)
{
    m_measure->setText(running ? tr("Stop measuring") : tr("Measure"));
    m_measure->setEnabled(running || obstacle.isEmpty());
    m_measure->setToolTip(running ? tr("Stop measuring") : obstacle.isEmpty() ? tr("Do five samples of this work now and time them")
        : obstacle);
    if (running)
        m_time->setText(tr("Measuring…"));
}

void JobSummaryPanel::showError(const QString& text)
{
    m_state->setText(text);
    setTone(m_state, theme::Tone::Bad);
}

QString JobSummaryPanel::estimateText() const { return m_time->text(); }

} // namespace fulcrum::dialogs
