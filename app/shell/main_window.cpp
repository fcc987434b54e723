// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/main_window.h"

#include "app/shell/menus.h"
#include "app/shell/page_rail.h"
#include "app/shell/paths.h"
#include "app/shell/single_instance.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/lane_board.h"
#include "widgets/bridge/run_book.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/settings.h"
#include "widgets/bridge/sort_text.h"
#include "widgets/bridge/system_info.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/models/job_list_model.h"
#include "widgets/models/log_model.h"
#include "widgets/models/series_model.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/type.h"
#include "widgets/views/charts_page.h"
#include "widgets/views/common.h"
#include "widgets/views/data_page.h"
#include "widgets/views/filters_view.h"
#include "widgets/views/getting_started.h"
#include "widgets/views/help_view.h"
#include "widgets/views/inspector_view.h"
#include "widgets/views/jobs_view.h"
#include "widgets/views/log_view.h"
#include "widgets/views/search_box.h"
#include "widgets/views/sequences_page.h"
#include "widgets/views/step_inspector.h"
#include "widgets/views/welcome_page.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QUndoView>
#include <QVBoxLayout>

namespace fulcrum::shell {

namespace {
constexpr QSize kSmallest(1024, 640);
/// Local files that may hold results, when all of them do.
QStringList resultFiles(const QMimeData& data)
{
    QStringList files;
    for (const QUrl& url : data.urls()) {
        const QFileInfo file(url.toLocalFile());
        const QString suffix = file.suffix().toLower();
        if (!url.isLocalFile() || !file.isFile() || (suffix != u"json" && suffix != u"zip"))
            return {};
        files.append(file.filePath());
    }
    return files;
}

constexpr int kNarrow = 1280; // below this width the docks at the right are tabs
} // namespace

MainWindow::MainWindow(const jobs::JobRegistry& registry, SessionStore* store, DemoMaker demo, QWidget* parent)
    : QMainWindow(parent), m_store(store), m_settings(new bridge::Settings(store->configFile(), store->isEnabled(), this)),
      m_single(new SingleInstance(this)), m_makeDemo(std::move(demo)), m_actions(new bridge::ActionRegistry(this)),
      m_session(new bridge::ProjectSession(registry, this)), m_state(new bridge::WorkspaceState(this)),
      m_thumbnails(new bridge::ThumbnailProvider({bridge::toPath(thumbnailFolder())}, this)), m_monitor(new bridge::JobMonitor(m_session, this)),
      m_browser(new bridge::SampleBrowser(m_session, m_state, this)), m_edits(new bridge::WorkspaceEdits(m_session, this)),
      m_engine(new bridge::EngineService(m_session, this)),
      m_board(new bridge::LaneBoard({m_session, m_state, m_edits, m_engine, m_monitor}, this)),
      m_book(new bridge::RunBook(m_session, m_monitor, m_edits->undoStack(), this)),
      m_log(new models::LogModel(this)), m_rail(new PageRail), m_pages(new QStackedWidget), m_bar(new views::InlineBar)
{
    setMinimumSize(kSmallest);
    resize(1440, 900);
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setWindowIcon(theme::applicationIcon());
    m_actions->setKeys(m_settings->shortcuts());
    registerFileActions();
    registerEditActions();
    registerDataActions();
    registerViewActions();
    registerJobActions();
    registerHelpActions();
    registerLayoutActions();
    makePages();
    makeTopBar();
    makeDocks();
    fillMenus(menuBar(), *m_actions);
    for (QAction* action : m_actions->all())
        if (action->shortcutContext() != Qt::WidgetWithChildrenShortcut)
            addAction(action);
    connectSession();
    connectJobs();
    connectGettingStarted();
    m_chosenTheme = theme::choiceFromName(m_settings->theme());
    applySettings();
    connect(m_settings, &bridge::Settings::changed, this, &MainWindow::applySettings);
    m_store->setCapture([this] { return capture(); });
    m_defaultDocks = saveState(SessionStore::kDockVersion);
    m_session->worker().run(
        this, [](std::stop_token) { return bridge::readSystemInfo(); },
        [this](const bridge::SystemInfo& info) { m_welcome->setSystemInfo(info); });
    m_session->worker().run(
        this,
        [recent = m_store->recent()](std::stop_token) mutable {
            for (views::RecentProject& project : recent)
                project.missing = !QFileInfo::exists(project.folder + QStringLiteral("/project.sqlite"));
            return recent;
        },
        [this](const QVector<views::RecentProject>& recent) { m_welcome->setRecent(recent); });
    updateEnabled();
    updateTitle();
    showPage(QStringLiteral("welcome"));
}

MainWindow::~MainWindow()
{
    m_store->setCapture({});
    m_session->close();
}

void MainWindow::makeTopBar()
{
    auto* bar = addToolBar(tr("Main"));
    bar->setObjectName(QStringLiteral("toolbar.main"));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    auto* content = new QWidget;
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(12, 4, 12, 6);
    row->setSpacing(16);
    m_projectLabel = theme::label({}, theme::Text::Heading);
    m_projectLabel->setMinimumWidth(68);
    row->addWidget(m_projectLabel);
    m_task = new views::SegmentedControl;
    m_task->addChoice(tr("Captions"), tr("Work on image captioning"), static_cast<int>(data::Task::Caption));
    m_task->addChoice(tr("VQA"), tr("Work on visual question answering"), static_cast<int>(data::Task::Vqa));
    m_task->setCurrent(static_cast<int>(m_state->task()));
    connect(m_task, &views::SegmentedControl::chosen, this, [this](int task) { m_state->setTask(static_cast<data::Task>(task)); });
    row->addWidget(m_task);
    row->addStretch(1);
    m_search = new views::SearchBox(m_browser, m_monitor);
    m_search->setMinimumWidth(240);
    m_search->setMaximumWidth(560);
    connect(m_search, &views::SearchBox::typed, this, [this] {
        if (page() != u"data")
            showPage(QStringLiteral("data"));
    });
    connect(m_search, &views::SearchBox::entered, m_dataPage, [this] { m_dataPage->setFocus(); });
    row->addWidget(m_search, 4);
    for (const char* id : {"help.palette", "theme.toggle"}) {
        auto* button = new QToolButton;
        button->setDefaultAction(m_actions->action(QString::fromLatin1(id)));
        button->setAutoRaise(true);
        button->setIconSize(QSize(18, 18));
        button->setAccessibleName(button->defaultAction()->text());
        row->addWidget(button);
    }
    bar->addWidget(content);
    m_statusLabel = theme::label({}, theme::Text::Small);
    m_jobsLabel = theme::label({}, theme::Text::Small);
    statusBar()->addWidget(m_statusLabel);
    statusBar()->addPermanentWidget(m_jobsLabel);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(12, 0, 12, 0);
}

void MainWindow::makeDocks()
{
    const auto add = [this](const char* name, const QString& title, QWidget* content, Qt::DockWidgetArea area) {
        auto* dock = new QDockWidget(title, this);
        dock->setObjectName(QString::fromLatin1(name));
        dock->setWidget(content);
        addDockWidget(area, dock);
        QAction* toggle = m_actions->action(QString::fromLatin1(name));
        connect(toggle, &QAction::triggered, dock, [dock](bool on) {
            dock->setVisible(on);
            if (on)
                dock->raise();
        });
        connect(dock, &QDockWidget::visibilityChanged, toggle, [dock, toggle] { toggle->setChecked(!dock->isHidden()); });
        connect(dock, &QDockWidget::dockLocationChanged, m_store, &SessionStore::touch);
        connect(dock, &QDockWidget::visibilityChanged, m_store, &SessionStore::touch);
        return dock;
    };
    m_inspectorDock = add("dock.inspector", tr("Inspector"),
        new views::InspectorView(m_session, m_state, m_browser, m_edits, m_thumbnails, m_actions), Qt::RightDockWidgetArea);
    m_stepDock = add("dock.step", tr("Step"), new views::StepInspector(m_board, m_state), Qt::RightDockWidgetArea);
    m_filtersDock = add("dock.filters", tr("Filters"), new views::FiltersView(m_browser), Qt::RightDockWidgetArea);
    m_jobsDock = add("dock.jobs", tr("Jobs"), new views::JobsView(m_session, m_monitor, m_actions), Qt::BottomDockWidgetArea);
    m_logDock = add("dock.log", tr("Log"), new views::LogView(m_log), Qt::BottomDockWidgetArea);
    auto* history = new QUndoView(m_edits->undoStack());
    history->setEmptyLabel(tr("Nothing changed yet"));
    m_historyDock = add("dock.history", tr("History"), history, Qt::RightDockWidgetArea);
    m_historyDock->hide();
    m_started = new views::GettingStarted;
    m_startedDock = add("dock.started", tr("Getting started"), m_started, Qt::RightDockWidgetArea);
    m_startedDock->hide();
    m_helpDock = add("dock.help", tr("Help"), new views::HelpView, Qt::RightDockWidgetArea);
    m_helpDock->hide();
    tabifyDockWidget(m_jobsDock, m_logDock);
    for (QDockWidget* dock : docks()) {
        connect(dock, &QDockWidget::visibilityChanged, this, &MainWindow::updateDockTitles, Qt::QueuedConnection);
        connect(dock, &QDockWidget::dockLocationChanged, this, &MainWindow::updateDockTitles, Qt::QueuedConnection);
        connect(dock, &QDockWidget::topLevelChanged, this, &MainWindow::updateDockTitles, Qt::QueuedConnection);
    }
    updateDockTitles();
    m_jobsDock->raise();
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    splitDockWidget(m_inspectorDock, m_filtersDock, Qt::Vertical);
    splitDockWidget(m_filtersDock, m_historyDock, Qt::Vertical);
    splitDockWidget(m_historyDock, m_startedDock, Qt::Vertical);
    tabifyDockWidget(m_startedDock, m_helpDock);
    tabifyDockWidget(m_inspectorDock, m_stepDock); // both explain what is selected
    m_inspectorDock->raise();
    resizeDocks({m_inspectorDock}, {304}, Qt::Horizontal);
    resizeDocks({m_jobsDock}, {196}, Qt::Vertical);
}

void MainWindow::connectSession()
{
    connect(m_session, &bridge::ProjectSession::opening, this,
        [this](const QString& folder) { m_welcome->setBusy(tr("Opening %1…").arg(QFileInfo(folder).completeBaseName())); });
    connect(m_session, &bridge::ProjectSession::opened, this, &MainWindow::projectOpened);
    connect(m_session, &bridge::ProjectSession::closed, this, &MainWindow::projectClosed);
    connect(m_session, &bridge::ProjectSession::datasetsLoaded, this, &MainWindow::applyWanted);
    connect(m_session, &bridge::ProjectSession::importStarted, this, [this] {
        showImport(0, tr("starting"));
        updateEnabled();
    });
    connect(m_session, &bridge::ProjectSession::importProgressed, this, &MainWindow::showImport);
    connect(m_session, &bridge::ProjectSession::importFinished, this, &MainWindow::importFinished);
    connect(m_session, &bridge::ProjectSession::importFailed, this, &MainWindow::importFailed);
    connect(m_session, &bridge::ProjectSession::failed, this, &MainWindow::openFailed);
    connect(m_state, &bridge::WorkspaceState::taskChanged, this, [this] { m_task->setCurrent(static_cast<int>(m_state->task())); });
    for (const auto changed : {&bridge::WorkspaceState::taskChanged, &bridge::WorkspaceState::splitChanged,
             &bridge::WorkspaceState::shotsChanged, &bridge::WorkspaceState::currentQueryChanged})
        connect(m_state, changed, m_store, &SessionStore::touch);
    connect(m_state, &bridge::WorkspaceState::currentQueryChanged, this, &MainWindow::updateEnabled);
    connect(m_monitor, &bridge::JobMonitor::logged, m_log, &models::LogModel::append);
    connect(m_monitor, &bridge::JobMonitor::jobChanged, this, &MainWindow::updateTitle);
    connect(m_monitor, &bridge::JobMonitor::jobsReset, this, &MainWindow::updateTitle);
}

void MainWindow::updateTitle()
{
    const QString name = m_session->name();
    QString title = name.isEmpty() ? tr("Fulcrum") : tr("%1 – Fulcrum").arg(name);
    const double progress = m_monitor->overallProgress();
    if (progress >= 0)
        title = tr("%1% – %2").arg(static_cast<int>(progress * 100)).arg(title);
    setWindowTitle(title);
    m_projectLabel->setText(name.isEmpty() ? tr("Fulcrum") : name);
    const int running = m_monitor->runningCount();
    m_jobsLabel->setText(running == 0 ? tr("No job is running")
            : progress >= 0           ? tr("%n jobs, %1%", nullptr, running).arg(static_cast<int>(progress * 100))
                                      : tr("%n jobs", nullptr, running));
}

void MainWindow::updateEnabled()
{
    const bool open = m_session->isOpen();
    const bool writable = open && !m_session->project()->readOnly();
    const bool importing = m_session->isImporting();
    const QString none = tr("Open a project first."), locked = tr("The project is open for reading only."),
                  busy = tr("Data are being imported.");
    for (const PageEntry& entry : m_entries)
        if (entry.needsProject)
            m_actions->setUnavailable(QStringLiteral("page.") + entry.name, open ? QString() : none);
    for (const char* id : {"file.closeProject", "file.reload", "data.doctor"})
        m_actions->setUnavailable(QString::fromLatin1(id), open ? QString() : none);
    updateExport();
    for (const char* id : {"job.embed", "job.dm", "job.train", "job.eval"}) {
        const QString kind = QString::fromLatin1(id).section(u'.', 1);
        const bool known = m_session->registry().find(kind.toStdString()) != nullptr;
        m_actions->setUnavailable(QString::fromLatin1(id),
            !open           ? none
                : !writable ? locked
                : importing ? busy
                : !known    ? tr("This build has no such job.")
                            : QString());
    }
    for (const char* id : {"job.pauseAll", "job.resumeInterrupted"})
        m_actions->setUnavailable(QString::fromLatin1(id), !open ? none : !writable ? locked : QString());
    m_actions->setUnavailable(QStringLiteral("file.importResults"), !open ? none : !writable ? locked : importing ? busy : QString());
    m_actions->setUnavailable(QStringLiteral("data.import"), !open ? none : !writable ? locked : importing ? busy : QString());
    m_actions->setUnavailable(QStringLiteral("data.cancelImport"), importing ? QString() : tr("Nothing is being imported."));
    m_actions->setUnavailable(QStringLiteral("seq.back"), m_state->canGoBack() ? QString() : tr("There is no earlier query."));
    m_actions->setUnavailable(QStringLiteral("seq.forward"), m_state->canGoForward() ? QString() : tr("There is no later query."));
    m_search->setEnabled(open);
    m_task->setEnabled(open);
    updateLayouts();
}

void MainWindow::openProject(const QString& folder, bool readOnly)
{
    if (m_session->isOpening())
        return;
    m_session->open(folder, readOnly ? project::Access::ReadOnly : project::Access::ReadWrite);
}

/// Without a project the docks have nothing to show: the start page gets the whole window, and the layout is kept.
void MainWindow::showDocks(bool shown)
{
    if (shown == m_hiddenLayout.isEmpty())
        return;
    if (shown) {
        restoreState(m_hiddenLayout, SessionStore::kDockVersion);
        m_hiddenLayout.clear();
        m_narrow = tabifiedDockWidgets(m_inspectorDock).contains(m_filtersDock);
        stackRightDocks();
        return;
    }
    m_hiddenLayout = saveState(SessionStore::kDockVersion);
    for (QDockWidget* dock : docks())
        dock->hide();
}

QList<QDockWidget*> MainWindow::docks() const { return {m_inspectorDock, m_stepDock, m_filtersDock, m_jobsDock, m_logDock, m_historyDock, m_startedDock, m_helpDock}; }

/// Inspector above Filters where there is room, else as tabs. Only where the border is crossed: how a person has arranged them
/// otherwise stays.
void MainWindow::stackRightDocks()
{
    const bool mine = dockWidgetArea(m_inspectorDock) == Qt::RightDockWidgetArea && !m_inspectorDock->isFloating()
        && dockWidgetArea(m_filtersDock) == Qt::RightDockWidgetArea && !m_filtersDock->isFloating();
    const bool narrow = width() < kNarrow;
    if (!mine || narrow == m_narrow)
        return;
    m_narrow = narrow;
    if (narrow)
        tabifyDockWidget(m_inspectorDock, m_filtersDock);
    else
        splitDockWidget(m_inspectorDock, m_filtersDock, Qt::Vertical);
    if (dockWidgetArea(m_stepDock) == Qt::RightDockWidgetArea && !m_stepDock->isFloating())
        tabifyDockWidget(m_inspectorDock, m_stepDock);
    m_inspectorDock->raise();
    resizeDocks({m_inspectorDock}, {narrow ? 240 : 304}, Qt::Horizontal); // the page has the rest
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    if (m_filtersDock && m_hiddenLayout.isEmpty())
        stackRightDocks();
}

void MainWindow::setTheme(theme::Choice choice)
{
    m_theme = choice;
    theme::apply(*qApp, choice);
    for (const theme::Choice one : {theme::Choice::System, theme::Choice::Light, theme::Choice::Dark})
        m_actions->action(QStringLiteral("theme.") + theme::choiceName(one))->setChecked(one == choice);
}

QStringList MainWindow::dockNames() const
{
    QStringList names;
    for (const QDockWidget* dock : docks())
        names.append(dock->objectName());
    return names;
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    // The platform's theme has changed: in "system" we follow it.
    if (event->type() == QEvent::ThemeChange && m_theme == theme::Choice::System)
        setTheme(m_theme);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!mayClose()) {
        event->ignore();
        return;
    }
    m_store->end();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    const bool isOne = urls.size() == 1 && urls.first().isLocalFile();
    if (isOne || !resultFiles(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QStringList results = resultFiles(*event->mimeData());
    event->acceptProposedAction();
    if (!results.isEmpty() && m_session->isOpen()) {
        importResults(results);
        return;
    }
    const QString path = event->mimeData()->urls().first().toLocalFile();
    if (QFileInfo(path).isDir() && !QFileInfo::exists(path + QStringLiteral("/project.sqlite"))) {
        newProject(path); // a folder of data
        return;
    }
    openProject(QFileInfo(path).isDir() ? path : QFileInfo(path).absolutePath());
}

} // namespace fulcrum::shell
