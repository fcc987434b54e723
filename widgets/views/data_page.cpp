// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/data_page.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/project_session.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/delegates/sample_delegate.h"
#include "widgets/models/sample_model.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <QWheelEvent>

namespace fulcrum::views {

namespace {
constexpr int kTablePicture = 48;
} // namespace

DataPage::DataPage(bridge::ProjectSession* session, bridge::WorkspaceState* state,
    bridge::ThumbnailProvider* thumbnails, bridge::ActionRegistry* actions, QWidget* parent)
    : QWidget(parent), m_session(session), m_state(state), m_thumbnails(thumbnails), m_actions(actions),
      m_search(&session->worker()), m_model(new models::SampleModel(this)),
      m_delegate(new delegates::SampleDelegate(thumbnails, this)), m_stack(new QStackedWidget), m_grid(new QListView),
      m_table(new QTableView), m_message(new MessageCard), m_bar(new InlineBar)
{
    setObjectName(QStringLiteral("page.data"));
    paintAsPage(this);
    setFocusProxy(m_grid);
    registerActions();
    makeViews();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeTools());
    layout->addWidget(makeLine(Qt::Horizontal));
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);

    connect(session, &bridge::ProjectSession::opened, this, &DataPage::refresh);
    connect(session, &bridge::ProjectSession::datasetsLoaded, this, &DataPage::refresh);
    connect(session, &bridge::ProjectSession::closed, this, &DataPage::refresh);
    connect(state, &bridge::WorkspaceState::taskChanged, this, &DataPage::refresh);
    connect(state, &bridge::WorkspaceState::splitChanged, this, &DataPage::refresh);
    connect(state, &bridge::WorkspaceState::currentQueryChanged, this, [this] {
        const auto& query = m_state->currentQuery();
        const bool here = query && query->split == m_state->split();
        m_model->setQueryIndex(here ? query->index : -1);
    });
    connect(thumbnails, &bridge::ThumbnailProvider::ready, this, [this] {
        m_grid->viewport()->update();
        m_table->viewport()->update();
    });
    refresh();
}

DataPage::~DataPage() = default;

void DataPage::registerActions()
{
    const auto add = [this](const bridge::ActionSpec& spec, auto slot) {
        addAction(m_actions->add(spec, [this, slot] { (this->*slot)(); }));
    };
    QAction* query = m_actions->add({QStringLiteral("data.setQuery"), tr("Set as query"),
                                        tr("Show what each strategy chooses for the selected sample"),
                                        QKeySequence(QStringLiteral("Ctrl+Return")), QStringLiteral("target")},
        [this] {
            if (const auto& primary = m_state->selection().primary)
                setQueryFromRow(m_model->rowOf(primary->index));
        });
    addAction(query);
    add({QStringLiteral("data.copyIds"), tr("Copy ids"), tr("Copy the ids of the selected samples"),
            QKeySequence::Copy, QStringLiteral("copy")},
        &DataPage::copySelectedIds);
    addAction(m_actions->add({QStringLiteral("view.larger"), tr("Larger pictures"), tr("Make the pictures of the grid larger"),
                                 QKeySequence::ZoomIn},
        [this] { stepSize(1); }));
    addAction(m_actions->add({QStringLiteral("view.smaller"), tr("Smaller pictures"),
                                 tr("Make the pictures of the grid smaller"), QKeySequence::ZoomOut},
        [this] { stepSize(-1); }));
    addAction(m_actions->add({QStringLiteral("data.toggleTable"), tr("Switch between grid and table"),
                                 tr("Show the samples as pictures or as rows"), QKeySequence(QStringLiteral("Ctrl+T")),
                                 QStringLiteral("table")},
        [this] { setMode(mode() == Mode::Grid ? Mode::Table : Mode::Grid); }));
    m_actions->add({QStringLiteral("data.clearSearch"), tr("Clear the search"), tr("Show all samples again")},
        [this] { setSearch({}); Q_EMIT viewChanged(); });
}

QWidget* DataPage::makeTools()
{
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(16);
    m_split = new SegmentedControl;
    m_split->addChoice(tr("Queries"), tr("Validation split: what the models are asked"), static_cast<int>(data::Split::Validation));
    m_split->addChoice(tr("Demonstrations"), tr("Train split: where demonstrations come from"), static_cast<int>(data::Split::Train));
    m_split->setCurrent(static_cast<int>(m_state->split()));
    connect(m_split, &SegmentedControl::chosen, this, [this](int id) { m_state->setSplit(static_cast<data::Split>(id)); });
    connect(m_state, &bridge::WorkspaceState::splitChanged, this,
        [this] { m_split->setCurrent(static_cast<int>(m_state->split())); });
    row->addWidget(m_split);
    m_count = theme::label({}, theme::Text::Body);
    theme::makeSecondary(m_count);
    row->addWidget(m_count, 1);
    m_size = new QSlider(Qt::Horizontal);
    m_size->setRange(delegates::SampleDelegate::kSmallest, delegates::SampleDelegate::kLargest);
    m_size->setValue(m_delegate->side());
    m_size->setFixedWidth(140);
    m_size->setToolTip(tr("Size of the pictures"));
    m_size->setAccessibleName(tr("Size of the pictures"));
    connect(m_size, &QSlider::valueChanged, this, &DataPage::setThumbnailSide);
    row->addWidget(m_size);
    m_modeSwitch = new SegmentedControl;
    m_modeSwitch->addChoice(tr("Grid"), tr("Samples as pictures"), static_cast<int>(Mode::Grid));
    m_modeSwitch->addChoice(tr("Table"), tr("Samples as rows"), static_cast<int>(Mode::Table));
    m_modeSwitch->setCurrent(static_cast<int>(Mode::Grid));
    connect(m_modeSwitch, &SegmentedControl::chosen, this, [this](int id) { setMode(static_cast<Mode>(id)); });
    row->addWidget(m_modeSwitch);
    return tools;
}

void DataPage::makeViews()
{
    m_grid->setModel(m_model);
    m_grid->setItemDelegate(m_delegate);
    m_grid->setViewMode(QListView::IconMode);
    m_grid->setResizeMode(QListView::Adjust);
    m_grid->setMovement(QListView::Static);
    m_grid->setUniformItemSizes(true);
    m_grid->setLayoutMode(QListView::Batched);
    m_grid->setBatchSize(500);
    m_grid->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_grid->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_grid->setFrameShape(QFrame::NoFrame);
    m_grid->setMouseTracking(true);
    m_grid->setAccessibleName(tr("Samples"));
    m_grid->installEventFilter(this);
    m_grid->viewport()->installEventFilter(this);

    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(models::SampleModel::PictureColumn, new delegates::SampleDelegate(m_thumbnails, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(kTablePicture + 8);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(models::SampleModel::TextColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(models::SampleModel::PictureColumn, kTablePicture + 24);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setAccessibleName(tr("Samples"));
    m_table->installEventFilter(this);
    m_table->setSelectionModel(m_grid->selectionModel());

    connect(m_grid->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DataPage::selectionMoved);
    connect(m_grid->selectionModel(), &QItemSelectionModel::currentChanged, this, &DataPage::selectionMoved);
    const auto activate = [this](const QModelIndex& index) { setQueryFromRow(index.row()); };
    connect(m_grid, &QListView::doubleClicked, this, activate);
    connect(m_table, &QTableView::doubleClicked, this, activate);
    m_stack->addWidget(m_grid);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_message);
}

DataPage::Mode DataPage::mode() const { return static_cast<Mode>(m_modeSwitch->current()); }

void DataPage::setMode(Mode mode)
{
    m_modeSwitch->setCurrent(static_cast<int>(mode));
    m_size->setEnabled(mode == Mode::Grid);
    showState();
    Q_EMIT viewChanged();
}

int DataPage::thumbnailSide() const { return m_delegate->side(); }

void DataPage::setThumbnailSide(int side)
{
    m_delegate->setSide(side);
    m_size->setValue(m_delegate->side());
    const QModelIndex current = m_grid->currentIndex();
    fitColumns();
    if (current.isValid())
        m_grid->scrollTo(current);
    Q_EMIT viewChanged();
}

void DataPage::fitColumns()
{
    const int width = m_grid->width() - style()->pixelMetric(QStyle::PM_ScrollBarExtent) - 4;
    const int columns = std::max(1, width / m_delegate->naturalWidth());
    m_delegate->setCellWidth(width / columns);
    Q_EMIT m_delegate->sizeHintChanged({});
    m_grid->doItemsLayout();
}

void DataPage::stepSize(int steps) { setThumbnailSide(thumbnailSide() + steps * 24); }

void DataPage::refresh()
{
    const auto dataset = m_session->dataset(m_state->task(), m_state->split());
    m_error = m_session->datasetError();
    if (m_model->dataset() != dataset)
        m_model->setDataset(dataset);
    const auto& query = m_state->currentQuery();
    m_model->setQueryIndex(query && query->split == m_state->split() ? query->index : -1);
    runSearch();
}

void DataPage::setSearch(const QString& typed)
{
    if (typed == m_typed)
        return;
    m_typed = typed;
    runSearch();
}

void DataPage::runSearch()
{
    const bridge::SearchText what = bridge::parseSearch(m_typed);
    m_delegate->setMarked(what.words);
    const auto dataset = m_model->dataset();
    if (!dataset || what.kind == bridge::SearchText::Kind::All) {
        m_search.cancel();
        m_busy = false;
        m_bar->hide();
        if (dataset && m_model->rowCount() != static_cast<int>(dataset->size()))
            m_model->showAll();
        showState();
        return;
    }
    m_busy = true;
    m_search.run(
        this,
        [project = m_session->project(), dataset, what](std::stop_token stop) {
            return bridge::search(*project, *dataset, what, stop);
        },
        [this](const Result<QVector<std::int64_t>>& result) { showResult(result); });
}

void DataPage::showResult(const Result<QVector<std::int64_t>>& result)
{
    m_busy = false;
    if (result) {
        m_bar->hide();
        m_model->setOrder(*result);
    } else if (result.error().code != ErrorCode::Cancelled) {
        m_bar->showMessage(InlineBar::Kind::Warning, bridge::errorParagraph(result.error()));
    }
    showState();
}

void DataPage::showState()
{
    const auto dataset = m_model->dataset();
    const qint64 total = dataset ? static_cast<qint64>(dataset->size()) : 0, shown = m_model->rowCount();
    m_count->setText(!dataset ? QString()
            : shown == total  ? tr("%1 samples").arg(bridge::count(total))
                              : tr("%1 of %2 samples").arg(bridge::count(shown), bridge::count(total)));
    Q_EMIT statusChanged(m_count->text());
    if (shown > 0) {
        m_stack->setCurrentWidget(mode() == Mode::Grid ? static_cast<QWidget*>(m_grid) : m_table);
        return;
    }
    if (!m_session->isOpen())
        m_message->show(QStringLiteral("folder"), tr("No project is open"), tr("Open one to look at its samples."),
            {m_actions->action(QStringLiteral("file.openDemo")), m_actions->action(QStringLiteral("file.openProject"))});
    else if (m_session->datasetsLoading())
        m_message->show(QStringLiteral("history"), tr("Reading the samples…"), {});
    else if (m_error)
        m_message->show(QStringLiteral("error"), bridge::errorText(*m_error).title, bridge::errorParagraph(*m_error),
            {m_actions->action(QStringLiteral("file.reload"))});
    else if (!dataset)
        m_message->show(QStringLiteral("data"), tr("No data set for this task"),
            tr("The project has no files for this task. Choose the other task above, or make a project that has them."),
            {m_actions->action(QStringLiteral("file.newProject"))});
    else
        m_message->show(QStringLiteral("search"), tr("No sample matches “%1”").arg(m_typed),
            tr("Words are searched in captions, questions and answers; id:391895 finds one sample; /expression/ is a regular expression."),
            {m_actions->action(QStringLiteral("data.clearSearch"))});
    m_stack->setCurrentWidget(m_message);
}

void DataPage::selectionMoved()
{
    bridge::Selection selection;
    const QItemSelectionModel* chosen = m_grid->selectionModel();
    QSet<int> rows;
    for (const QModelIndex& index : chosen->selectedIndexes())
        rows.insert(index.row());
    for (const int row : rows)
        if (const std::int64_t index = m_model->indexAt(row); index >= 0)
            selection.items.append(index);
    std::sort(selection.items.begin(), selection.items.end());
    if (const std::int64_t index = m_model->indexAt(chosen->currentIndex().row()); index >= 0)
        selection.primary = bridge::SampleRef {m_state->task(), m_state->split(), index};
    m_state->setSelection(std::move(selection));
    const bool fromQueries = m_state->split() == data::Split::Validation;
    m_actions->setUnavailable(QStringLiteral("data.setQuery"),
        fromQueries ? QString() : tr("Queries come from the validation split: choose Queries first."));
}

void DataPage::setQueryFromRow(int row)
{
    const std::int64_t index = m_model->indexAt(row);
    if (index < 0)
        return;
    if (m_state->split() != data::Split::Validation) {
        m_bar->showMessage(InlineBar::Kind::Note, tr("Queries come from the validation split. Choose “Queries” above to pick one."));
        return;
    }
    m_state->setCurrentQuery(bridge::SampleRef {m_state->task(), m_state->split(), index});
    Q_EMIT queryActivated();
}

void DataPage::copySelectedIds()
{
    const auto dataset = m_model->dataset();
    if (!dataset)
        return;
    QStringList ids;
    for (const std::int64_t index : m_state->selection().items)
        if (index >= 0 && static_cast<std::size_t>(index) < dataset->size())
            ids.append(QString::number(dataset->id(static_cast<std::size_t>(index))));
    QApplication::clipboard()->setText(ids.join(u'\n'));
}

bool DataPage::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress && (watched == m_grid || watched == m_table)) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            setQueryFromRow(m_grid->selectionModel()->currentIndex().row());
            return true;
        }
    }
    if (event->type() == QEvent::Resize && watched == m_grid)
        fitColumns();
    if (event->type() == QEvent::Wheel && watched == m_grid->viewport()) {
        const auto* wheel = static_cast<QWheelEvent*>(event);
        if (wheel->modifiers() & Qt::ControlModifier) {
            stepSize(wheel->angleDelta().y() > 0 ? 1 : -1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace fulcrum::views
