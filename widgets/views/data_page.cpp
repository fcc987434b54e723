// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/data_page.h"

#include "core/icl/model_access.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/sort_text.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/delegates/marked_text_delegate.h"
#include "widgets/delegates/sample_delegate.h"
#include "widgets/models/sample_model.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/filter_chips.h"
#include "widgets/views/quick_look.h"
#include "widgets/views/sample_grid.h"
#include "widgets/views/sample_table.h"

#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

namespace fulcrum::views {

namespace {

using models::SampleModel;
using store::SortColumn;

/// A selection up to this size is put back when the rows change; of more nobody knows every sample by name.
constexpr qint64 kMostKept = 1000;
constexpr qint64 kMostTaken = 5000; ///< chosen elsewhere: a view is slow with more pieces of a selection
constexpr int kDimAfterMs = 150;
constexpr int kSizeStep = 24;

constexpr std::pair<int, SortColumn> kSortColumns[] = {{SampleModel::NumberColumn, SortColumn::Official},
    {SampleModel::TextColumn, SortColumn::Text}, {SampleModel::IdColumn, SortColumn::Id},
    {SampleModel::AnswerColumn, SortColumn::Answer}, {SampleModel::AnswerTypeColumn, SortColumn::AnswerType},
    {SampleModel::QuestionTypeColumn, SortColumn::QuestionType}, {SampleModel::WordsColumn, SortColumn::Words},
    {SampleModel::SizeColumn, SortColumn::Pixels}, {SampleModel::TagsColumn, SortColumn::Tags},
    {SampleModel::UsesColumn, SortColumn::Used}, {SampleModel::ImageIdColumn, SortColumn::ImageId},
    {SampleModel::FileColumn, SortColumn::File}};

/// Columns that captions do not have.
const QSet<int>& onlyVqa()
{
    static const QSet<int> columns {SampleModel::AnswerColumn, SampleModel::AnswerTypeColumn,
        SampleModel::QuestionTypeColumn, SampleModel::ImageIdColumn};
    return columns;
}

int conditionCount(const data::Filter& filter)
{
    int count = 0;
    for (const data::FilterGroup& group : filter.groups)
        count += static_cast<int>(std::count_if(group.begin(), group.end(), [](const auto& one) { return !one.disabled; }));
    return count;
}

} // namespace

DataPage::DataPage(const DataPageParts& parts, QWidget* parent)
    : Page(parent), m_parts(parts), m_similarCheck(&parts.session->worker()), m_csv(&parts.session->worker()),
      m_model(new SampleModel(this)), m_delegate(new delegates::SampleDelegate(parts.thumbnails, this)),
      m_stack(new QStackedWidget), m_views(new QSplitter(Qt::Horizontal)), m_grid(new SampleGrid), m_table(new SampleTable),
      m_message(new MessageCard), m_bar(new InlineBar), m_missingBar(new InlineBar)
{
    setObjectName(QStringLiteral("page.data"));
    paintAsPage(this);
    makeViews();
    registerActions();
    m_chips = new FilterChips(parts.browser, parts.edits, parts.monitor, parts.actions);
    m_quickLook = new QuickLook(parts.thumbnails, this);
    connect(m_quickLook, &QuickLook::moved, this, &DataPage::moveCurrent);
    connect(m_quickLook, &QuickLook::activated, this, &DataPage::setQuery);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeTools());
    layout->addWidget(m_chips);
    layout->addWidget(makeLine(Qt::Horizontal));
    layout->addWidget(m_missingBar);
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);
    setMode(Mode::Grid);
    connectParts();
    showDataset();
    showRows();
}

DataPage::~DataPage() = default;

QWidget* DataPage::makeTools()
{
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(16, 10, 16, 2);
    row->setSpacing(12);
    m_split = new SegmentedControl;
    m_split->addChoice(tr("Queries"), tr("Validation split: what the models are asked"), static_cast<int>(data::Split::Validation));
    m_split->addChoice(tr("Demonstrations"), tr("Train split: where demonstrations come from"), static_cast<int>(data::Split::Train));
    m_split->setCurrent(static_cast<int>(m_parts.state->split()));
    m_split->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_split, &SegmentedControl::chosen, this, [this](int id) { m_parts.state->setSplit(static_cast<data::Split>(id)); });
    connect(m_parts.state, &bridge::WorkspaceState::splitChanged, this,
        [this] { m_split->setCurrent(static_cast<int>(m_parts.state->split())); });
    row->addWidget(m_split);
    m_count = theme::label({}, theme::Text::Body);
    theme::makeSecondary(m_count);
    row->addWidget(m_count, 1);
    m_sort = new MenuButton({}, QStringLiteral("order"), tr("Order of the samples"));
    m_sort->setMaximumWidth(240);
    connect(m_sort->menu(), &QMenu::aboutToShow, this, [this] { fillSortMenu(m_sort->menu()); });
    row->addWidget(m_sort);
    m_size = new QSlider(Qt::Horizontal);
    m_size->setRange(delegates::SampleDelegate::kSmallest, delegates::SampleDelegate::kLargest);
    m_size->setValue(m_delegate->side());
    m_size->setMinimumWidth(48);
    m_size->setMaximumWidth(120);
    m_size->setToolTip(tr("Size of the pictures"));
    m_size->setAccessibleName(tr("Size of the pictures"));
    connect(m_size, &QSlider::valueChanged, this, &DataPage::setThumbnailSide);
    row->addWidget(m_size);
    m_modeSwitch = new SegmentedControl;
    m_modeSwitch->addChoice(tr("Grid"), tr("Samples as pictures"), static_cast<int>(Mode::Grid));
    m_modeSwitch->addChoice(tr("Table"), tr("Samples as rows"), static_cast<int>(Mode::Table));
    m_modeSwitch->addChoice(tr("Both"), tr("Grid and table side by side"), static_cast<int>(Mode::Both));
    m_modeSwitch->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_modeSwitch, &SegmentedControl::chosen, this, [this](int id) { setMode(static_cast<Mode>(id)); });
    row->addWidget(m_modeSwitch);
    return tools;
}

void DataPage::makeViews()
{
    m_grid->setModel(m_model);
    m_grid->setItemDelegate(m_delegate);
    m_grid->setAccessibleName(tr("Samples"));
    m_grid->setMimeMaker([this] { return dragContent(); });
    m_selection = m_grid->selectionModel();
    setCellSize();

    m_table->setModel(m_model);
    m_table->setSelectionModel(m_selection);
    m_table->setItemDelegateForColumn(SampleModel::PictureColumn, new delegates::SampleDelegate(m_parts.thumbnails, m_table));
    for (const auto& [column, field] : {std::pair(SampleModel::TextColumn, data::Field::Caption),
             std::pair(SampleModel::AnswerColumn, data::Field::Answer), std::pair(SampleModel::FileColumn, data::Field::File)})
        m_table->setItemDelegateForColumn(column, new delegates::MarkedTextDelegate(field, m_table));
    m_table->setAccessibleName(tr("Samples"));
    m_table->setMimeMaker([this] { return dragContent(); });
    m_table->setMenuFiller([this](QMenu* menu) { fillScoreMenu(menu); });
    connect(m_table, &SampleTable::columnsChanged, this, &DataPage::viewChanged);
    connect(m_table, &SampleTable::sortWanted, this,
        [this](int column, Qt::SortOrder order) { m_parts.browser->setSort(sortOf(column, order)); });

    for (QAbstractItemView* view : {static_cast<QAbstractItemView*>(m_grid), static_cast<QAbstractItemView*>(m_table)}) {
        view->installEventFilter(this);
        view->viewport()->installEventFilter(this);
        view->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(view, &QWidget::customContextMenuRequested, this, [this, view](const QPoint& place) { showContextMenu(view, place); });
        connect(view, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex& index) { setQueryFromRow(index.row()); });
        m_views->addWidget(view);
    }
    m_views->setChildrenCollapsible(false);
    m_views->setHandleWidth(1);
    m_views->setSizes({1000, 1000});
    m_stack->addWidget(m_views);
    m_stack->addWidget(m_message);
    setFocusProxy(m_grid);
    connect(m_selection, &QItemSelectionModel::selectionChanged, this, &DataPage::selectionMoved);
    connect(m_selection, &QItemSelectionModel::currentChanged, this, &DataPage::selectionMoved);
}

void DataPage::connectParts()
{
    const auto* session = m_parts.session;
    using bridge::SampleBrowser;
    connect(m_parts.browser, &SampleBrowser::datasetChanged, this, &DataPage::showDataset);
    connect(m_parts.browser, &SampleBrowser::rowsChanged, this, &DataPage::showRows);
    connect(m_parts.browser, &SampleBrowser::factsChanged, this, &DataPage::showFacts);
    connect(m_parts.browser, &SampleBrowser::sortChanged, this, &DataPage::showSort);
    connect(m_parts.browser, &SampleBrowser::busyChanged, this, &DataPage::dimWhileBusy);
    for (const auto changed : {&SampleBrowser::filterChanged, &SampleBrowser::sortChanged})
        connect(m_parts.browser, changed, this, [this] {
            updateActions();
            Q_EMIT viewChanged();
        });
    for (const auto changed : {&bridge::ProjectSession::opened, &bridge::ProjectSession::datasetsLoaded, &bridge::ProjectSession::closed})
        connect(session, changed, this, [this] {
            showState();
            updateActions();
        });
    connect(m_parts.state, &bridge::WorkspaceState::selectionChanged, this, &DataPage::takeSelection);
    connect(m_parts.state, &bridge::WorkspaceState::selectionChanged, this, &DataPage::updateActions);
    connect(m_parts.state, &bridge::WorkspaceState::currentQueryChanged, this, [this] {
        const auto& query = m_parts.state->currentQuery();
        m_model->setQueryIndex(query && query->split == m_parts.state->split() ? query->index : -1);
    });
    connect(m_parts.thumbnails, &bridge::ThumbnailProvider::ready, this, [this] {
        m_grid->viewport()->update();
        m_table->viewport()->update();
    });
    connect(m_parts.edits, &bridge::WorkspaceEdits::tagsChanged, this, [this](data::Task task, data::Split split) {
        if (task == m_parts.state->task() && split == m_parts.state->split())
            m_parts.browser->forgetTags();
    });
    connect(m_parts.edits, &bridge::WorkspaceEdits::failed, this,
        [this](const Error& error) { m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(error)); });
    connect(m_parts.monitor, &bridge::JobMonitor::stateChanged, this, [this](store::RunId, store::RunState state) {
        if (!store::isAtRest(state))
            return;
        m_parts.browser->forgetResults();
        learnSimilar();
    });
}

DataPage::Mode DataPage::mode() const { return static_cast<Mode>(m_modeSwitch->current()); }

void DataPage::setMode(Mode mode)
{
    const bool focused = m_grid->hasFocus() || m_table->hasFocus();
    m_modeSwitch->setCurrent(static_cast<int>(mode));
    m_grid->setVisible(mode != Mode::Table);
    m_table->setVisible(mode != Mode::Grid);
    m_size->setEnabled(mode != Mode::Table);
    QAbstractItemView* view = mode == Mode::Table ? static_cast<QAbstractItemView*>(m_table) : m_grid;
    setFocusProxy(view);
    if (focused)
        view->setFocus();
    if (m_selection->currentIndex().isValid())
        view->scrollTo(m_selection->currentIndex());
    Q_EMIT viewChanged();
}

int DataPage::thumbnailSide() const { return m_delegate->side(); }

void DataPage::setThumbnailSide(int side)
{
    m_delegate->setSide(side);
    m_size->setValue(m_delegate->side());
    setCellSize();
    Q_EMIT viewChanged();
}

void DataPage::setCellSize()
{
    QStyleOptionViewItem option;
    option.font = m_grid->font();
    m_grid->setCellSize(m_delegate->sizeHint(option, {}));
}

QByteArray DataPage::columnState() const { return m_table->columnState(); }

void DataPage::setColumnState(const QByteArray& state) { m_table->setColumnState(state); }

bool DataPage::isBusy() const { return m_parts.browser->isBusy(); }

void DataPage::showDataset()
{
    m_model->setDataset(m_parts.browser->dataset());
    const auto& query = m_parts.state->currentQuery();
    m_model->setQueryIndex(query && query->split == m_parts.state->split() ? query->index : -1);
    m_table->setInapplicable(m_parts.state->task() == data::Task::Vqa ? QSet<int>() : onlyVqa());
    m_missingBar->hide();
    m_quickLook->leave();
    selectionMoved(); // a model that is reset says nothing of it
    learnSimilar();
}

void DataPage::showRows()
{
    const auto& error = m_parts.browser->error();
    if (error)
        m_bar->showMessage(InlineBar::Kind::Warning, bridge::errorParagraph(*error));
    else
        m_bar->hide();
    m_model->setHighlighter(m_parts.browser->highlighter());
    if (m_model->order() != m_parts.browser->rows() || m_model->dataset() != m_parts.browser->dataset()) {
        const bool all = m_chosen.size() > 1 && m_chosen.size() == m_model->rowCount();
        QVector<std::int64_t> kept;
        if (!all && m_chosen.size() <= kMostKept)
            for (const std::int32_t index : m_chosen.indices())
                kept.append(index);
        const std::int64_t current = m_model->indexAt(m_selection->currentIndex().row());
        m_model->setOrder(m_parts.browser->rows());
        keepSelection(kept, all, current);
    }
    m_delegate->setDimmed(false);
    showState();
    showSort();
}

/// The same samples are chosen as before, where they are still shown.
void DataPage::keepSelection(const QVector<std::int64_t>& chosen, bool all, std::int64_t current)
{
    chooseRows(chosen, all, current);
    selectionMoved();
}

/// Another view has chosen samples: those that are shown here are chosen here too, and the others stay chosen there.
void DataPage::takeSelection()
{
    const bridge::Selection& selection = m_parts.state->selection();
    if (m_restoring || selection.items == m_chosen)
        return;
    QVector<std::int64_t> chosen;
    if (selection.items.size() <= kMostTaken)
        for (const std::int32_t index : selection.items.indices())
            chosen.append(index);
    const bool here = selection.primary && selection.primary->split == m_parts.state->split();
    chooseRows(chosen, false, here ? selection.primary->index : -1);
    m_chosen = selection.items;
    if (m_selection->currentIndex().isValid() && here)
        m_grid->scrollTo(m_selection->currentIndex());
}

void DataPage::chooseRows(const QVector<std::int64_t>& chosen, bool all, std::int64_t current)
{
    m_restoring = true;
    QVector<int> rows;
    for (const std::int64_t index : chosen)
        if (const int row = m_model->rowOf(index); row >= 0)
            rows.append(row);
    std::sort(rows.begin(), rows.end());
    QItemSelection selection;
    const int last = m_model->columnCount() - 1;
    if (all && m_model->rowCount() > 0)
        selection.select(m_model->index(0, 0), m_model->index(m_model->rowCount() - 1, last));
    for (qsizetype i = 0; i < rows.size();) {
        qsizetype end = i + 1;
        while (end < rows.size() && rows[end] == rows[end - 1] + 1)
            ++end;
        selection.append(QItemSelectionRange(m_model->index(rows[i], 0), m_model->index(rows[end - 1], last)));
        i = end;
    }
    if (const int row = m_model->rowOf(current); row >= 0)
        m_selection->setCurrentIndex(m_model->index(row, 0), QItemSelectionModel::NoUpdate);
    m_selection->select(selection, QItemSelectionModel::ClearAndSelect);
    m_restoring = false;
}

void DataPage::showFacts()
{
    m_model->setFacts(m_parts.browser->facts());
    showMissingBar();
    updateActions();
}

void DataPage::showState()
{
    const auto& dataset = m_parts.browser->dataset();
    const qint64 total = dataset ? static_cast<qint64>(dataset->size()) : 0, shown = m_parts.browser->shown();
    m_count->setText(!dataset ? QString()
            : shown == total  ? tr("%1 samples").arg(bridge::count(total))
                              : tr("%1 of %2 samples").arg(bridge::count(shown), bridge::count(total)));
    m_count->setMinimumWidth(m_count->sizeHint().width());
    Q_EMIT statusChanged(m_count->text());
    if (shown == 0)
        showMessage();
    m_stack->setCurrentWidget(shown > 0 ? static_cast<QWidget*>(m_views) : m_message);
    m_chips->setVisible(dataset != nullptr);
}

/// Why there is nothing to see.
void DataPage::showMessage()
{
    const auto action = [this](const char* id) { return m_parts.actions->action(QString::fromLatin1(id)); };
    const auto& error = m_parts.session->datasetError();
    if (!m_parts.session->isOpen()) {
        m_message->show(QStringLiteral("folder"), tr("No project is open"), tr("Open one to look at its samples."),
            {action("file.openDemo"), action("file.openProject")});
    } else if (m_parts.session->datasetsLoading()) {
        m_message->show(QStringLiteral("history"), tr("Reading the samples…"), {});
    } else if (error) {
        m_message->show(QStringLiteral("error"), bridge::errorText(*error).title, bridge::errorParagraph(*error),
            {action("file.reload"), action("data.openFolder")});
    } else if (!m_parts.browser->dataset()) {
        m_message->show(QStringLiteral("data"), tr("No data set for this task"),
            tr("The project has no files for this task. Choose the other task above, or make a project that has them."),
            {action("file.newProject")});
    } else {
        m_message->show(QStringLiteral("search"),
            tr("No sample matches %n filters", nullptr, conditionCount(m_parts.browser->filter())),
            tr("Words are searched in captions, questions and answers; id:391895 finds one sample; /expression/ is a regular expression."),
            {action("data.removeLastFilter"), action("data.clearSearch")});
    }
}

/// What was there stays, paler, until the new is; a quick answer does not flicker.
void DataPage::dimWhileBusy()
{
    QTimer::singleShot(kDimAfterMs, this, [this] {
        m_delegate->setDimmed(m_parts.browser->isOrdering());
        m_grid->viewport()->update();
    });
}

store::SortKey DataPage::sortOf(int column, Qt::SortOrder order) const
{
    store::SortKey key;
    key.descending = order == Qt::DescendingOrder;
    for (const auto& [one, sort] : kSortColumns)
        if (one == column)
            key.column = sort;
    const int score = column - SampleModel::FixedColumns;
    if (score >= 0 && score < m_model->scoreColumns().size()) {
        key.column = SortColumn::Score;
        key.score = m_model->scoreColumns()[score].first;
    }
    if (key.column == SortColumn::Official && column < 0)
        key.descending = false;
    return key;
}

int DataPage::columnOf(const store::SortKey& key) const
{
    if (key == store::SortKey())
        return -1;
    for (int i = 0; i < m_model->scoreColumns().size(); ++i)
        if (key.column == SortColumn::Score && m_model->scoreColumns()[i].first == key.score)
            return SampleModel::FixedColumns + i;
    for (const auto& [column, sort] : kSortColumns)
        if (sort == key.column)
            return column;
    return -1;
}

void DataPage::showSort()
{
    const store::SortKey& sort = m_parts.browser->sort();
    m_table->setSorted(columnOf(sort), sort.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    const bool similar = sort == store::SortKey() && bridge::hasCondition(m_parts.browser->filter(), data::Field::Similar);
    m_sort->setText(similar ? bridge::sortTitle({SortColumn::Relevance, false, {}, {}}) : bridge::sortTitle(sort));
    m_sort->setAccessibleName(tr("Order: %1").arg(m_sort->text()));
}

void DataPage::fillSortMenu(QMenu* menu)
{
    menu->clear();
    const store::SortKey now = m_parts.browser->sort();
    const auto add = [&](const store::SortKey& key) {
        QAction* entry = menu->addAction(bridge::sortTitle({key.column, false, key.used, key.score}));
        entry->setCheckable(true);
        entry->setChecked(now.column == key.column && now.score == key.score);
        connect(entry, &QAction::triggered, this, [this, key] { m_parts.browser->setSort(key); });
    };
    const bool vqa = m_parts.state->task() == data::Task::Vqa;
    for (const auto& [column, sort] : kSortColumns)
        if (vqa || !onlyVqa().contains(column))
            add({sort, now.descending && sort != SortColumn::Official, {}, {}});
    for (const auto& [key, title] : m_model->scoreColumns())
        add({SortColumn::Score, now.descending, {}, key});
    add({SortColumn::Relevance, false, {}, {}});
    menu->addSeparator();
    QAction* down = menu->addAction(tr("Descending"));
    down->setCheckable(true);
    down->setChecked(now.descending);
    down->setEnabled(now.column != SortColumn::Relevance);
    connect(down, &QAction::triggered, this, [this, now](bool on) {
        store::SortKey key = now;
        key.descending = on;
        m_parts.browser->setSort(key);
    });
}

/// Scores of evaluations as columns, for queries only.
void DataPage::fillScoreMenu(QMenu* menu)
{
    QMenu* scores = menu->addMenu(tr("Scores of runs"));
    scores->setEnabled(false);
    scores->menuAction()->setToolTip(tr("Evaluations of this task score queries; there are none yet."));
    if (m_parts.state->split() != data::Split::Validation)
        return;
    auto columns = m_model->scoreColumns();
    for (const bridge::JobInfo& job : m_parts.monitor->jobs()) {
        if (job.record.kind != "eval" || icl::specText(job.record, "task") != data::taskName(m_parts.state->task()))
            continue;
        const QString title = QString::fromStdString(job.record.name);
        const store::ScoreKey key {"#" + std::to_string(job.record.id), {}, 0};
        const auto shown = std::find_if(columns.begin(), columns.end(), [&](const auto& one) { return one.first == key; });
        QAction* entry = scores->addAction(title);
        entry->setCheckable(true);
        entry->setChecked(shown != columns.end());
        scores->setEnabled(true);
        connect(entry, &QAction::toggled, this, [this, key, title](bool on) {
            auto now = m_model->scoreColumns();
            now.removeIf([&](const auto& one) { return one.first == key; });
            if (on)
                now.append({key, title});
            m_model->setScoreColumns(now);
            std::vector<store::ScoreKey> wanted;
            for (const auto& column : now)
                wanted.push_back(column.first);
            m_parts.browser->setScoresWanted(wanted);
        });
    }
}

void DataPage::selectionMoved()
{
    if (m_restoring)
        return;
    QVector<bridge::SampleSet::Range> ranges;
    for (const QItemSelectionRange& range : m_selection->selection())
        ranges.append({range.top(), range.bottom()});
    std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    m_chosen = bridge::SampleSet(m_model->order(), std::move(ranges));
    bridge::Selection selection {m_chosen, std::nullopt};
    if (const std::int64_t index = m_model->indexAt(m_selection->currentIndex().row()); index >= 0)
        selection.primary = bridge::SampleRef {m_parts.state->task(), m_parts.state->split(), index};
    m_parts.state->setSelection(std::move(selection));
}

bool DataPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && (watched == m_grid || watched == m_table)) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) && key->modifiers() == Qt::NoModifier) {
            setQueryFromRow(m_selection->currentIndex().row());
            return true;
        }
    }
    if (event->type() == QEvent::FontChange && watched == m_grid)
        setCellSize();
    if (event->type() == QEvent::Wheel && watched == m_grid->viewport()) {
        const auto* wheel = static_cast<QWheelEvent*>(event);
        if (wheel->modifiers() & Qt::ControlModifier) {
            setThumbnailSide(thumbnailSide() + (wheel->angleDelta().y() > 0 ? kSizeStep : -kSizeStep));
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

} // namespace fulcrum::views
