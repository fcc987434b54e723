// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/filter_chips.h"

#include "core/icl/retriever.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/filter_text.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/sort_text.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/condition_editor.h"
#include "widgets/views/flow_layout.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace fulcrum::views {

namespace {

constexpr int kHeight = 34; // of everything in the row

/// A frame around conditions of which one must hold.
class GroupFrame : public QFrame
{
public:
    using QFrame::QFrame;
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        theme::drawRounded(&painter, rect(), height() / 2.0, palette().color(QPalette::AlternateBase), palette().color(QPalette::Mid));
    }
};

} // namespace

FilterChips::FilterChips(bridge::SampleBrowser* browser, bridge::WorkspaceEdits* edits, bridge::JobMonitor* monitor,
    bridge::ActionRegistry* actions, QWidget* parent)
    : QWidget(parent), m_browser(browser), m_edits(edits), m_monitor(monitor), m_actions(actions),
      m_add(new MenuButton(tr("Filter"), QStringLiteral("plus"), tr("Add a filter"))),
      m_views(new MenuButton(tr("Views"), QStringLiteral("filter"), tr("Saved views")))
{
    setAccessibleName(tr("Filters"));
    auto* flow = new FlowLayout(this, 6);
    flow->setContentsMargins(12, 2, 16, 6);
    m_add->setMinimumHeight(kHeight);
    m_views->setMinimumHeight(kHeight);
    flow->addWidget(m_add);
    flow->addWidget(m_views);
    connect(m_add->menu(), &QMenu::aboutToShow, this, [this] {
        m_browser->readFacets(m_add, true); // values to choose from
        fillFields(m_add->menu());
    });
    connect(m_add->menu(), &QMenu::aboutToHide, this, [this] { m_browser->readFacets(m_add, false); });
    connect(m_views->menu(), &QMenu::aboutToShow, this, [this] { fillViews(m_views->menu()); });
    connect(browser, &bridge::SampleBrowser::filterChanged, this, &FilterChips::rebuild);
    rebuild();
}

void FilterChips::rebuild()
{
    std::optional<ConditionPlace> focused;
    for (const FilterChip* chip : m_chips)
        if (chip->isAncestorOf(window()->focusWidget()))
            focused = chip->place();
    const QVector<QWidget*> old = std::exchange(m_groups, {});
    m_chips.clear();
    auto* flow = static_cast<FlowLayout*>(layout());
    while (flow->count() > 2) // behind the two menus
        delete flow->takeAt(2);
    for (int group = 0; group < static_cast<int>(m_browser->filter().groups.size()); ++group) {
        m_groups.append(makeGroup(group));
        flow->addWidget(m_groups.back());
        m_groups.back()->show();
    }
    for (QWidget* widget : old) {
        widget->hide();
        widget->deleteLater(); // one of them may have sent the change
    }
    QWidget* before = m_views;
    for (FilterChip* chip : m_chips) {
        for (QWidget* button : {chip->label(), chip->eye(), chip->cross()}) {
            setTabOrder(before, button);
            before = button;
        }
        if (focused == chip->place())
            chip->label()->setFocus();
    }
    updateGeometry();
}

QWidget* FilterChips::makeGroup(int group)
{
    const data::FilterGroup& conditions = m_browser->filter().groups[static_cast<std::size_t>(group)];
    const bool several = conditions.size() > 1;
    QWidget* frame = several ? new GroupFrame(this) : new QWidget(this);
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(several ? 4 : 0, 3, several ? 4 : 0, 3);
    row->setSpacing(6);
    for (int item = 0; item < static_cast<int>(conditions.size()); ++item) {
        if (item > 0) {
            auto* either = theme::label(tr("or"), theme::Text::Small);
            row->addWidget(either);
        }
        auto* chip = new FilterChip(conditions[static_cast<std::size_t>(item)], {group, item}, several, frame);
        connectChip(chip);
        m_chips.append(chip);
        row->addWidget(chip);
    }
    return frame;
}

void FilterChips::connectChip(FilterChip* chip)
{
    const ConditionPlace place = chip->place();
    connect(chip, &FilterChip::editWanted, this, [this, chip] { edit(chip); });
    connect(chip, &FilterChip::changed, this, [this, place](const data::Condition& condition) { replace(place, condition); });
    connect(chip, &FilterChip::removed, this, [this, place] { remove(place); });
    connect(chip, &FilterChip::joined, this, [this, place](ConditionPlace from) { join(from, place.group); });
    connect(chip, &FilterChip::joinedWithLast, this, [this, place] { join(place, place.group - 1); });
    connect(chip, &FilterChip::parted, this, [this, place] { part(place); });
}

void FilterChips::replace(ConditionPlace place, const data::Condition& condition)
{
    data::Filter filter = m_browser->filter();
    if (static_cast<std::size_t>(place.group) >= filter.groups.size()
        || static_cast<std::size_t>(place.item) >= filter.groups[static_cast<std::size_t>(place.group)].size())
        return; // the filter has changed while the editor was open
    filter.groups[static_cast<std::size_t>(place.group)][static_cast<std::size_t>(place.item)] = condition;
    m_browser->setFilter(filter);
}

void FilterChips::remove(ConditionPlace place)
{
    data::Filter filter = m_browser->filter();
    data::FilterGroup& group = filter.groups[static_cast<std::size_t>(place.group)];
    group.erase(group.begin() + place.item);
    if (group.empty())
        filter.groups.erase(filter.groups.begin() + place.group);
    m_browser->setFilter(filter);
    if (m_chips.isEmpty())
        m_add->setFocus();
}

void FilterChips::join(ConditionPlace from, int group)
{
    data::Filter filter = m_browser->filter();
    const auto size = static_cast<int>(filter.groups.size());
    if (from.group < 0 || from.group >= size || group < 0 || group >= size || from.group == group)
        return;
    data::FilterGroup& source = filter.groups[static_cast<std::size_t>(from.group)];
    if (from.item < 0 || from.item >= static_cast<int>(source.size()))
        return;
    filter.groups[static_cast<std::size_t>(group)].push_back(source[static_cast<std::size_t>(from.item)]);
    source.erase(source.begin() + from.item);
    if (source.empty())
        filter.groups.erase(filter.groups.begin() + from.group);
    m_browser->setFilter(filter);
}

void FilterChips::part(ConditionPlace place)
{
    data::Filter filter = m_browser->filter();
    data::FilterGroup& group = filter.groups[static_cast<std::size_t>(place.group)];
    const data::Condition condition = group[static_cast<std::size_t>(place.item)];
    group.erase(group.begin() + place.item);
    filter.groups.insert(filter.groups.begin() + place.group + 1, data::FilterGroup {condition});
    m_browser->setFilter(filter);
}

ConditionChoices FilterChips::choicesFor(data::Field field) const
{
    ConditionChoices choices;
    for (const store::Facet& facet : m_browser->facets())
        if (facet.field == field)
            for (const store::FacetValue& value : facet.values)
                choices.values.append(QString::fromStdString(value.condition.text));
    if (field == data::Field::Tag && choices.values.isEmpty() && m_browser->facts().tags)
        for (const std::string& tag : m_browser->facts().tags->names)
            choices.values.append(QString::fromStdString(tag));
    if (field == data::Field::Split)
        choices.values = {QStringLiteral("train"), QStringLiteral("val")};
    for (const bridge::JobInfo& job : m_monitor->jobs())
        if (job.record.kind == "eval")
            choices.runs.append(QString::fromStdString(job.record.name));
    for (const std::string_view name : icl::strategyNames())
        choices.strategies.append(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    return choices;
}

void FilterChips::edit(FilterChip* chip)
{
    auto* editor = new ConditionEditor(chip->condition(), choicesFor(chip->condition().field), this);
    connect(editor, &ConditionEditor::applied, this,
        [this, place = chip->place()](const data::Condition& condition) { replace(place, condition); });
    editor->popup(chip);
}

void FilterChips::addCondition(data::Field field)
{
    data::Condition fresh;
    fresh.field = field;
    const data::FieldKind kind = data::fieldInfo(field).kind;
    fresh.pattern = kind == data::FieldKind::Pattern;
    fresh.number.low = 1;
    const auto add = [this](const data::Condition& condition) {
        data::Filter filter = m_browser->filter();
        filter.groups.push_back({condition});
        m_browser->setFilter(filter);
    };
    if (kind == data::FieldKind::Flag) {
        fresh.number = {};
        add(fresh);
        return;
    }
    auto* editor = new ConditionEditor(fresh, choicesFor(field), this);
    connect(editor, &ConditionEditor::applied, this, add);
    editor->popup(m_add);
}

void FilterChips::fillFields(QMenu* menu)
{
    menu->clear();
    const auto& dataset = m_browser->dataset();
    const bool vqa = dataset && dataset->task() == data::Task::Vqa;
    for (const data::FieldInfo& info : data::fieldTable()) {
        if (!(vqa ? info.vqa : info.captions))
            continue;
        QAction* entry = menu->addAction(bridge::fieldTitle(info.field));
        entry->setToolTip(bridge::fieldHelp(info.field) + u'\n' + QString::fromLatin1(info.example));
        connect(entry, &QAction::triggered, this, [this, field = info.field] { addCondition(field); });
    }
}

void FilterChips::fillViews(QMenu* menu)
{
    menu->clear();
    for (const bridge::SavedView& view : m_edits->views()) {
        QMenu* entry = menu->addMenu(QString(view.name).replace(u'&', QStringLiteral("&&")));
        entry->menuAction()->setToolTip(view.filter);
        fillView(entry, view.name);
    }
    if (m_edits->views().isEmpty())
        menu->addAction(tr("No view is saved yet"))->setEnabled(false);
    menu->addSeparator();
    menu->addAction(m_actions->action(QStringLiteral("data.saveView")));
    menu->addAction(m_actions->action(QStringLiteral("data.clearSearch")));
}

void FilterChips::fillView(QMenu* menu, const QString& name)
{
    const auto found = std::find_if(m_edits->views().begin(), m_edits->views().end(), [&](const auto& one) { return one.name == name; });
    const bridge::SavedView view = *found;
    menu->setToolTipsVisible(true);
    QAction* show = menu->addAction(tr("Show"));
    show->setToolTip(view.filter + u'\n' + bridge::sortTitle(view.sort));
    connect(show, &QAction::triggered, this, [this, view] {
        m_browser->setSort(view.sort);
        m_browser->setText(view.filter);
    });
    const bool locked = !m_edits->obstacle().isEmpty();
    QAction* rename = menu->addAction(tr("Rename…"));
    rename->setEnabled(!locked);
    connect(rename, &QAction::triggered, this, [this, name] {
        bool chosen = false;
        const QString fresh = QInputDialog::getText(this, tr("Rename view"), tr("New name"), QLineEdit::Normal, name, &chosen);
        if (chosen)
            m_edits->renameView(name, fresh.simplified().left(80));
    });
    QAction* replace = menu->addAction(tr("Replace by the present filter"));
    replace->setEnabled(!locked);
    connect(replace, &QAction::triggered, this, [this, name] {
        m_edits->saveView({name, QString::fromStdString(data::formatFilter(m_browser->filter())), m_browser->sort()});
    });
    QAction* remove = menu->addAction(tr("Delete"));
    remove->setEnabled(!locked);
    connect(remove, &QAction::triggered, this, [this, name] { m_edits->removeView(name); });
}

} // namespace fulcrum::views
