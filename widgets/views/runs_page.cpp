// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/runs_page.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/models/pivot_model.h"
#include "widgets/models/run_tree_model.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/pivot_view.h"
#include "widgets/views/run_details_view.h"
#include "widgets/views/run_tree.h"

#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace fulcrum::views {

RunsPage::RunsPage(const RunsPageParts& parts, QWidget* parent)
    : Page(parent), m_parts(parts), m_model(new models::RunTreeModel(parts.book, parts.monitor, parts.state, this)),
      m_filtered(new models::RunFilterProxyModel(this)), m_tree(new RunTree), m_stack(new QStackedWidget), m_message(new MessageCard),
      m_bar(new InlineBar)
{
    setObjectName(QStringLiteral("page.runs"));
    paintAsPage(this);
    m_filtered->setSourceModel(m_model);
    registerActions();
    m_pivot = new PivotView(parts.session, parts.book, parts.state, parts.actions);
    m_tree->setModel(m_filtered);
    m_stack->addWidget(m_message);
    m_stack->addWidget(makeList());
    m_stack->addWidget(m_pivot);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(makeTools());
    whole->addWidget(makeLine(Qt::Horizontal));
    whole->addWidget(m_bar);
    whole->addWidget(m_stack, 1);
    setFocusProxy(m_tree);
    connectParts();
    showState();
    updateActions();
}

RunsPage::~RunsPage() = default;

QWidget* RunsPage::makeTools()
{
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(12);
    m_mode = new SegmentedControl;
    m_mode->addChoice(tr("Runs"), tr("Every run by experiment, with all that it remembers"), static_cast<int>(Mode::List));
    m_mode->addChoice(tr("Table"), tr("Results as a table whose rows and columns you choose"), static_cast<int>(Mode::Table));
    m_mode->setCurrent(static_cast<int>(Mode::List));
    connect(m_mode, &SegmentedControl::chosen, this, [this](int mode) { setMode(static_cast<Mode>(mode)); });
    row->addWidget(m_mode);
    m_listTools = new QWidget;
    auto* list = new QHBoxLayout(m_listTools);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(8);
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Filter by name, tag, strategy, state…"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(200);
    m_search->setMaximumWidth(360);
    m_search->setAccessibleName(tr("Filter of the runs"));
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filtered->setText(text);
        showState();
    });
    list->addWidget(m_search, 1);
    m_count = theme::label({}, theme::Text::Small);
    list->addWidget(m_count);
    row->addWidget(m_listTools, 1);
    row->addStretch();
    for (const char* id : {"runs.showArchived", "runs.trash", "file.importResults"}) {
        QAction* action = m_parts.actions->action(QString::fromLatin1(id));
        if (!action)
            continue;
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAccessibleName(action->text());
        button->setAutoRaise(true);
        m_buttons.append(button);
        row->addWidget(button);
    }
    return tools;
}

void RunsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    constexpr int kRoomForWords = 900;
    for (QToolButton* button : qAsConst(m_buttons))
        button->setToolButtonStyle(width() >= kRoomForWords ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
}

QWidget* RunsPage::makeList()
{
    m_details = new RunDetailsView(m_parts.session, m_parts.book, m_parts.monitor, m_parts.actions);
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setSizes({800, 380});
    m_splitter->setChildrenCollapsible(false);
    return m_splitter;
}

void RunsPage::connectParts()
{
    connect(m_tree, &RunTree::selectionMoved, this, &RunsPage::selectionMoved);
    connect(m_tree, &RunTree::columnsChanged, this, &RunsPage::viewChanged);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &RunsPage::showContextMenu);
    connect(m_details, &RunDetailsView::runWanted, this, [this](store::RunId run) {
        if (const runs::RunSummary* one = m_parts.book->find(run); one && one->record.archived && !m_filtered->archivedShown())
            m_parts.actions->action(QStringLiteral("runs.showArchived"))->setChecked(true);
        if (!m_search->text().isEmpty())
            m_search->clear();
        m_tree->selectRun(run);
    });
    connect(m_pivot, &PivotView::specChanged, this, &RunsPage::viewChanged);
    connect(m_pivot, &PivotView::queriesWanted, this, &RunsPage::queriesWanted);
    connect(m_pivot->model(), &QAbstractItemModel::modelReset, this, &RunsPage::exportChanged);
    connect(m_pivot, &PivotView::saved, this, [this](const QString& file) { m_bar->showMessage(InlineBar::Kind::Note,
        tr("Written: %1").arg(file)); });
    connect(m_parts.book, &bridge::RunBook::changed, this, [this] {
        showState();
        updateActions();
        if (!m_tree->currentIndex().isValid() && !m_parts.book->runs().empty()) // what one most likely came for
            m_tree->selectRun(m_parts.book->runs().front().record.id);
    });
    connect(m_parts.book, &bridge::RunBook::failed, this,
        [this](const Error& error) {
            m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(error), {m_parts.actions->action(QStringLiteral("file.reload"))});
        });
    connect(m_parts.state, &bridge::WorkspaceState::activeRunsChanged, this, &RunsPage::updateActions);
    connect(m_parts.monitor, &bridge::JobMonitor::stateChanged, this, &RunsPage::updateActions);
    connect(m_parts.session, &bridge::ProjectSession::opened, this, &RunsPage::updateActions);
    connect(m_parts.session, &bridge::ProjectSession::closed, this, [this] {
        m_details->setRun(0);
        m_bar->hide();
        updateActions();
        showState();
    });
}

RunsPage::Mode RunsPage::mode() const { return static_cast<Mode>(m_mode->current()); }

void RunsPage::setMode(Mode mode)
{
    m_mode->setCurrent(static_cast<int>(mode));
    setFocusProxy(mode == Mode::Table ? static_cast<QWidget*>(m_pivot->table()) : m_tree);
    showState();
    Q_EMIT viewChanged();
    Q_EMIT exportChanged();
}

QByteArray RunsPage::columnState() const { return m_tree->columnState(); }
void RunsPage::setColumnState(const QByteArray& state) { m_tree->setColumnState(state); }

bool RunsPage::isBusy() const
{
    return m_parts.book->isBusy() || m_details->isBusy() || m_pivot->isBusy() || m_exporting;
}

QVector<store::RunId> RunsPage::selectedRuns() const
{
    return mode() == Mode::List ? m_tree->selectedRuns() : QVector<store::RunId>();
}

QString RunsPage::whyNoExport() const
{
    if (mode() == Mode::Table)
        return m_pivot->isEmpty() ? tr("There is no table of results.") : QString();
    const QVector<store::RunId> runs = selectedRuns();
    if (runs.size() != 1)
        return tr("Select one run to export it.");
    const bridge::JobInfo* job = m_parts.monitor->find(runs.front());
    return job && !store::isAtRest(job->record.state) ? tr("The run is at work: wait until it has ended, or stop it.") : QString();
}

void RunsPage::exportView()
{
    if (mode() == Mode::List) {
        exportRun();
        return;
    }
    QString filter;
    QString file = QFileDialog::getSaveFileName(this, tr("Export the table"), QStringLiteral("results.tex"),
        tr("LaTeX (*.tex);;CSV (*.csv);;Markdown (*.md);;Text (*.txt)"), &filter);
    if (file.isEmpty())
        return;
    if (!file.section(u'/', -1).contains(u'.'))
        file += filter.section(QStringLiteral("*"), 1).section(u')', 0, 0);
    m_pivot->saveTo(file);
}

void RunsPage::showState()
{
    const auto& book = *m_parts.book;
    const bool list = mode() == Mode::List;
    m_listTools->setVisible(list);
    const int shown = m_filtered->shownRuns(), all = static_cast<int>(book.runs().size());
    m_count->setText(shown == all ? tr("%n runs", nullptr, all) : tr("%1 of %n runs", nullptr, all).arg(bridge::count(shown)));
    const bool isOpen = m_parts.session->isOpen();
    if (!isOpen)
        m_message->show(QStringLiteral("history"), tr("No project is open"), tr("Runs belong to a project."),
            {m_parts.actions->action(QStringLiteral("file.openDemo")), m_parts.actions->action(QStringLiteral("file.openProject"))});
    else if (book.error())
        m_message->show(QStringLiteral("error"), tr("The runs cannot be read"), bridge::errorParagraph(*book.error()),
            {m_parts.actions->action(QStringLiteral("file.reload"))});
    else if (all == 0)
        m_message->show(QStringLiteral("history"), tr("No runs yet"), tr("Evaluate, or import results of the published code."),
            {m_parts.actions->action(QStringLiteral("job.eval")), m_parts.actions->action(QStringLiteral("file.importResults"))});
    else if (list && shown == 0)
        m_message->show(QStringLiteral("search"), tr("No run matches"),
            m_search->text().isEmpty() ? tr("All runs are archived.")
                : tr("No run has “%1” in its name, tags, strategies or state.").arg(m_search->text()),
            {m_parts.actions->action(m_search->text().isEmpty() ? QStringLiteral("runs.showArchived")
                : QStringLiteral("runs.clearFilter"))});
    const bool message = !isOpen || book.error() || all == 0 || (list && shown == 0);
    m_stack->setCurrentWidget(message ? static_cast<QWidget*>(m_message) : list ? static_cast<QWidget*>(m_splitter) : m_pivot);
}

void RunsPage::selectionMoved()
{
    const QVector<store::RunId> runs = m_tree->selectedRuns();
    const store::RunId current = m_tree->currentRun();
    const store::RunId shown = runs.contains(current) ? current : runs.isEmpty() ? 0 : runs.front();
    m_details->setRun(shown, std::max(0, static_cast<int>(runs.size()) - 1));
    updateActions();
    Q_EMIT exportChanged();
}

} // namespace fulcrum::views
