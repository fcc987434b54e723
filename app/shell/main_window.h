// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/pages.h"
#include "app/shell/session_store.h"
#include "widgets/bridge/project_session.h"
#include "widgets/theme/theme.h"

#include <QMainWindow>
#include <nlohmann/json_fwd.hpp>

class QDockWidget;
class QLabel;
class QSystemTrayIcon;
class QStackedWidget;
class QTranslator;

namespace fulcrum::bridge {
class ActionRegistry;
class EngineService;
class JobMonitor;
class LaneBoard;
class RunBook;
class SampleBrowser;
class Settings;
class ThumbnailProvider;
class WorkspaceEdits;
class WorkspaceState;
}
namespace fulcrum::dialogs {
class SettingsDialog;
}
namespace fulcrum::models {
class LogModel;
}
namespace fulcrum::store {
struct SortKey;
}
namespace fulcrum::views {
class ChartsPage;
class ComparePage;
class DataPage;
class DmPage;
class GettingStarted;
class InlineBar;
class MapPage;
class RunsPage;
class SearchBox;
class SegmentedControl;
class SequencesPage;
class SetsPage;
class WelcomePage;
}

namespace fulcrum::shell {

class PageRail;
class SingleInstance;

/// What to show as soon as the data are there; parts that are not set stay as they are.
struct ShowRequest
{
    std::optional<data::Task> task;
    std::optional<int> shots;
    qint64 publishedQuery = -1; ///< image or question id; the first query when the sequences page is wanted without one
    QString page;
    std::optional<data::Split> split;
    QString filter; ///< of the Data page
    QString view;   ///< form of the page: "grid", "table", "both"; "lanes", "columns", "diff", "film"; "list", "table"
    QString chart; ///< as views::ChartsPage::kindName
    QString compare; ///< "strategies", "runs", "config", "sets"
    QString map;   ///< views::MapPage::viewText
    qint64 dmRun = 0; ///< of the D_M page
};

/// Makes the demo project in a folder (core/demo).
using DemoMaker = std::function<Result<void>(const Path& folder, std::stop_token stop)>;

/// The window: rail, pages, docks, menus; owns everything that the pages share.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(const jobs::JobRegistry& registry, SessionStore* store, DemoMaker demo, QWidget* parent = nullptr);
    ~MainWindow() override;

    void openProject(const QString& folder, bool readOnly = false);
    void openDemo();
    /// A page by its name (makePages); anything else is ignored.
    void showPage(const QString& name);
    QString page() const;
    void request(const ShowRequest& request);
    void setTheme(theme::Choice choice);
    /// "explore", "explain", "run", "figure", or a layout that was saved.
    void showPerspective(const QString& name);
    void saveLayout(const QString& name);
    void removeLayout(const QString& name);
    /// Opens the form of a kind of job, filled in with `values` where they are named.
    void openJobForm(const QString& kind, const nlohmann::json& values = nlohmann::json::object());
    void showSettings(int page);
    /// The window ends without a question: a signal asked for it. Jobs pause at the end of their unit.
    void endSilently() { m_endSilently = true; }
    /// Answers other starts of the program for this project.
    void setSingle(bool single);

    /// Puts back what the last session had; `afterCrash` says so in a bar.
    void restore(const SessionState& state, bool afterCrash);
    SessionState capture() const;

    /// Nothing is loading, decoding or being computed: what a screenshot waits for.
    bool isSettled() const;

    bridge::ActionRegistry* actions() const { return m_actions; }
    bridge::WorkspaceState* state() const { return m_state; }
    bridge::Settings* settings() const { return m_settings; }
    views::GettingStarted* gettingStarted() const { return m_started; }
    bridge::ProjectSession* session() const { return m_session; }
    bridge::JobMonitor* monitor() const { return m_monitor; }
    bridge::SampleBrowser* browser() const { return m_browser; }
    bridge::WorkspaceEdits* edits() const { return m_edits; }
    bridge::LaneBoard* board() const { return m_board; }
    views::DataPage* dataPage() const { return m_dataPage; }
    views::SequencesPage* sequencesPage() const { return m_sequencesPage; }
    views::SetsPage* setsPage() const { return m_setsPage; }
    views::ComparePage* comparePage() const { return m_comparePage; }
    views::ChartsPage* chartsPage() const { return m_chartsPage; }
    views::RunsPage* runsPage() const { return m_runsPage; }
    views::MapPage* mapPage() const { return m_mapPage; }
    views::DmPage* dmPage() const { return m_dmPage; }
    QStringList dockNames() const;
    QString reportText() const;

Q_SIGNALS:
    /// Another start of the program wants this window, with these arguments.
    void startedAgain(const QStringList& arguments);

private:
    // main_window.cpp
    void makePages();
    void connectPages();
    void addPage(const PageEntry& entry);
    const PageEntry& currentPage() const;
    void layOutCentre();
    void updateExport();
    void makeDocks();
    void makeTopBar();
    void connectSession();
    void applyWanted();
    void applyRequest();
    void projectOpened();
    void projectClosed();
    QList<QDockWidget*> docks() const;
    void showDocks(bool shown);
    void stackRightDocks();
    void updateTitle();
    void updateEnabled();
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

    // main_window_actions.cpp
    void registerFileActions();
    void registerEditActions();
    void registerDataActions();
    void registerViewActions();
    void registerJobActions();
    void chooseProject();
    void newProject(const QString& folderOfData = {}); ///< which it looks at
    void showImport(double share, const QString& text);
    void importFinished(const project::ImportReport& report);
    void importFailed(const Error& error);
    void showPalette();
    void importResults(const QStringList& files);
    void showQueries(data::Task task, const QString& filter, const store::SortKey& sort);
    void resetLayout();

    // main_window_jobs.cpp
    void connectJobs();
    std::vector<std::int64_t> selectedIds() const;
    std::vector<std::int64_t> shownIds() const;
    void jobEnded(store::RunId run, store::RunState state);
    void comeForward();
    void guardMemory();
    bool mayClose();
    void goOnInBackground();

    // main_window_layout.cpp
    void registerLayoutActions();
    bool hasPage(const QString& name) const;
    void updateLayouts();
    void offerLayouts();
    void updateDockTitles();

    // main_window_help.cpp
    void registerHelpActions();
    void projectLocked(const QString& folder);
    void openFailed(const QString& folder, const Error& error);
    void applySettings();
    void showHelp();
    void showComputer();
    void showDoctor();
    void showReport();
    void showAbout();
    void connectGettingStarted();
    void showStep(int step);

    SessionStore* m_store;
    bridge::Settings* m_settings;
    SingleInstance* m_single;
    DemoMaker m_makeDemo;
    bridge::ActionRegistry* m_actions;
    bridge::ProjectSession* m_session;
    bridge::WorkspaceState* m_state;
    bridge::ThumbnailProvider* m_thumbnails;
    bridge::JobMonitor* m_monitor;
    bridge::SampleBrowser* m_browser;
    bridge::WorkspaceEdits* m_edits;
    bridge::EngineService* m_engine;
    bridge::LaneBoard* m_board;
    bridge::RunBook* m_book;
    models::LogModel* m_log;

    PageRail* m_rail;
    QStackedWidget* m_pages;
    QList<PageEntry> m_entries; ///< in the order of the stack
    views::InlineBar* m_bar;
    views::WelcomePage* m_welcome = nullptr;
    views::DataPage* m_dataPage = nullptr;
    views::SequencesPage* m_sequencesPage = nullptr;
    views::ComparePage* m_comparePage = nullptr;
    views::SetsPage* m_setsPage = nullptr;
    views::ChartsPage* m_chartsPage = nullptr;
    views::RunsPage* m_runsPage = nullptr;
    views::MapPage* m_mapPage = nullptr;
    views::DmPage* m_dmPage = nullptr;
    QDockWidget *m_inspectorDock = nullptr, *m_stepDock = nullptr, *m_filtersDock = nullptr, *m_jobsDock = nullptr, *m_logDock = nullptr,
                *m_historyDock = nullptr, *m_startedDock = nullptr, *m_helpDock = nullptr;
    views::GettingStarted* m_started = nullptr;
    dialogs::SettingsDialog* m_settingsDialog = nullptr;
    QSystemTrayIcon* m_tray = nullptr; ///< made for the first notice
    QLabel *m_projectLabel = nullptr, *m_statusLabel = nullptr, *m_jobsLabel = nullptr;
    views::SegmentedControl* m_task = nullptr;
    views::SearchBox* m_search = nullptr;

    theme::Choice m_theme = theme::Choice::System;
    theme::Choice m_chosenTheme = theme::Choice::System; ///< of the settings; the command line may have asked for another
    bool m_endSilently = false, m_answers = false, m_guarded = false, m_demoWanted = false;
    QString m_lockedFolder; ///< what another program holds
    bool m_narrow = false; // the docks at the right are tabs
    QByteArray m_defaultDocks;
    QByteArray m_hiddenLayout; // while the docks are hidden: how they were
    std::optional<SessionState> m_wanted; // applied when the data sets are there
    ShowRequest m_request;
    std::pair<QString, project::ProjectConfig> m_newProject; // what was last asked for, until it is imported
};

} // namespace fulcrum::shell
