// SPDX-License-Identifier: GPL-3.0-or-later
// Help, settings, and a project that another program holds.
#include "app/shell/main_window.h"
#include "app/shell/paths.h"
#include "app/shell/single_instance.h"
#include "core/base/version.h"
#include "core/jobs/provenance.h"
#include "core/project/doctor.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/lane_board.h"
#include "widgets/bridge/settings.h"
#include "widgets/bridge/system_info.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/dialogs/command_palette.h"
#include "widgets/dialogs/settings_dialog.h"
#include "widgets/dialogs/shortcuts_dialog.h"
#include "widgets/dialogs/text_dialog.h"
#include "widgets/models/log_model.h"
#include "widgets/views/common.h"
#include "widgets/views/getting_started.h"
#include "widgets/views/help_view.h"
#include "widgets/views/welcome_page.h"

#include <QApplication>
#include <QDockWidget>
#include <QMessageBox>
#include <QSysInfo>

namespace fulcrum::shell {

namespace {

/// One paragraph a finding: how it is, what it is about, what would help, the first of what is wrong.
QString findingsText(const std::vector<project::Finding>& findings)
{
    using Level = project::Finding::Level;
    QStringList lines;
    for (const project::Finding& one : findings) {
        const QString mark = one.level == Level::Ok ? QStringLiteral("✓") : one.level == Level::Warning ? QStringLiteral("!") : QStringLiteral("✗");
        lines.append(QStringLiteral("%1 %2: %3").arg(mark, QString::fromStdString(one.subject), QString::fromStdString(one.message)));
        if (!one.hint.empty())
            lines.append(QStringLiteral("    → %1").arg(QString::fromStdString(one.hint)));
        for (const std::string& example : one.examples)
            lines.append(QStringLiteral("    %1").arg(QString::fromStdString(example)));
    }
    return lines.join(u'\n');
}

constexpr int kTail = 200; // lines of the log in a report
constexpr qint64 kMiB = 1024 * 1024;
constexpr QSize kHelpSize(860, 720);
constexpr int kStartAnchors = 40, kStartCandidates = 16, kStartEpochs = 8; // of "Getting started": seconds, not hours

QString id(const char* text) { return QString::fromLatin1(text); }

} // namespace

void MainWindow::registerHelpActions()
{
    const auto keys = [](const char* text) { return QKeySequence(QString::fromLatin1(text)); };
    m_actions->add({id("edit.settings"), tr("&Settings…"), tr("Language, theme, cache, devices, shortcuts"), keys("Ctrl+,"),
        id("settings")},
        [this] { showSettings(dialogs::SettingsDialog::General); });
    m_actions->add({id("help.palette"), tr("Command &palette"), tr("Find and run any command"), keys("Ctrl+K"), id("command")},
        [this] { showPalette(); });
    m_actions->add({id("help.contents"), tr("&Contents"), tr("The user guide, at what is shown now"), keys("F1"), id("help")},
        [this] { showHelp(); });
    m_actions->add({id("help.shortcuts"), tr("&Shortcuts"), tr("All keys on one page"), keys("Ctrl+?"), id("command")},
        [this] { dialogs::ShortcutsDialog(*m_actions, this).exec(); });
    m_actions->add({id("help.computer"), tr("&This computer…"), tr("What Fulcrum can do here, and why"), {}, id("cpu")},
        [this] { showComputer(); });
    m_actions->add({id("help.report"), tr("&Report a problem…"), tr("Versions and the end of the log, to copy; nothing is sent"), {},
        id("warning")},
        [this] { showReport(); });
    m_actions->add({id("data.doctor"), tr("Project &doctor…"), tr("Look for missing files, damaged tables and models that do not fit"), {},
        id("search")},
        [this] { showDoctor(); });
    m_actions->add({id("help.about"), tr("&About Fulcrum"), tr("Version and licences"), {}, id("info")}, [this] { showAbout(); });
    m_actions->add({id("file.openReadOnly"), tr("Open &read-only"), tr("Look at the project that another program holds"), {}, id("eye")},
        [this] {
        if (!m_lockedFolder.isEmpty())
            openProject(m_lockedFolder, true);
    });
    m_actions->add({id("file.raiseOther"), tr("&Raise its window"), tr("Bring the window that has the project open to the front"), {},
        id("up")},
        [this] { SingleInstance::pass(m_lockedFolder, {}); });
    projectLocked({});
}

/// Who holds the project and what can be done; an empty folder = nobody holds anything.
void MainWindow::projectLocked(const QString& folder)
{
    m_lockedFolder = folder;
    const QString none = tr("No project is held by another program.");
    m_actions->setUnavailable(id("file.openReadOnly"), folder.isEmpty() ? none : QString());
    m_actions->setUnavailable(id("file.raiseOther"), folder.isEmpty() ? none : QString());
}

void MainWindow::openFailed(const QString& folder, const Error& error)
{
    m_welcome->setBusy({});
    showPage(QStringLiteral("welcome"));
    projectLocked(error.code == ErrorCode::Locked ? folder : QString());
    if (error.code == ErrorCode::Locked)
        m_bar->showMessage(views::InlineBar::Kind::Warning, bridge::errorParagraph(error),
            {m_actions->action(id("file.raiseOther")), m_actions->action(id("file.openReadOnly"))});
    else
        m_welcome->showError(bridge::errorParagraph(error));
    m_monitor->addLogLine({0, LogLevel::Error, 0, {}, bridge::errorParagraph(error)});
}

void MainWindow::applySettings()
{
    m_actions->setKeys(m_settings->shortcuts());
    m_thumbnails->setDiskCap(m_settings->cacheCapMiB() * kMiB);
    if (theme::highContrastCharts() != m_settings->highContrastCharts()) {
        theme::setHighContrastCharts(m_settings->highContrastCharts());
        theme::apply(*qApp, m_theme); // charts take their colours again, as after a change of theme
    }
    if (const theme::Choice wanted = theme::choiceFromName(m_settings->theme()); wanted != m_chosenTheme) {
        m_chosenTheme = wanted;
        setTheme(wanted);
    }
}

void MainWindow::showSettings(int page)
{
    if (!m_settingsDialog)
        m_settingsDialog = new dialogs::SettingsDialog(m_settings, m_actions, m_thumbnails, m_session->registry(), this);
    m_settingsDialog->showPage(static_cast<dialogs::SettingsDialog::Page>(page));
    m_settingsDialog->show();
    m_settingsDialog->raise();
    m_settingsDialog->activateWindow();
}

void MainWindow::showHelp()
{
    auto* help = qobject_cast<views::HelpView*>(m_helpDock->widget());
    if (help->headings().isEmpty()) {
        const QString guide = views::userGuide();
        help->setGuide(guide.isEmpty() ? tr("The guide is not installed: it is `docs/user-guide.md` of the source.") : guide);
    }
    if (m_helpDock->isHidden() && !m_helpDock->isFloating()) { // too much to read for a column beside the page
        m_helpDock->setFloating(true);
        m_helpDock->resize(kHelpSize);
        m_helpDock->move(geometry().center() - QPoint(kHelpSize.width() / 2, kHelpSize.height() / 2));
    }
    m_helpDock->show();
    m_helpDock->raise();
    static const QHash<QString, QString> sections {{id("data"), id("Data page")}, {id("sequences"), id("Sequences page")},
        {id("compare"), id("Compare page")}, {id("sets"), id("Sets page")}, {id("map"), id("Map page")}, {id("runs"), id("Runs page")},
        {id("charts"), id("Charts page")}, {id("dm"), id("D_M page")}};
    help->showSection(m_jobsDock->isAncestorOf(QApplication::focusWidget()) ? id("Jobs") : sections.value(page()));
}

/// Looks at files, folders, models and tables without reading them through, which `project doctor --deep` does.
void MainWindow::showDoctor()
{
    if (!m_session->isOpen())
        return;
    m_bar->showMessage(views::InlineBar::Kind::Note, tr("Looking at the project's files…"));
    m_session->worker().run(
        this,
        [project = m_session->project()](std::stop_token stop) { return project::examine(*project, {false, stop, {}}); },
        [this](const Result<std::vector<project::Finding>>& findings) {
            m_bar->hide();
            if (!findings) {
                if (findings.error().code != ErrorCode::Cancelled)
                    m_bar->showMessage(views::InlineBar::Kind::Error, bridge::errorParagraph(findings.error()));
                return;
            }
            auto* dialog = new dialogs::TextDialog(tr("Project doctor"), findingsText(*findings), this);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->open();
        });
}

void MainWindow::showComputer()
{
    m_session->worker().run(
        this, [](std::stop_token) { return bridge::readSystemInfo(); },
        [this](const bridge::SystemInfo& info) {
            QStringList lines {info.processor, info.accelerator, info.engine, {}};
            for (const bridge::SystemInfo::Ability& ability : info.abilities) {
                using Level = bridge::SystemInfo::Ability::Level;
                const QString answer = ability.level == Level::Yes ? tr("yes") : ability.level == Level::Slow ? tr("slow") : tr("no");
                lines.append(ability.why.isEmpty() ? tr("%1: %2").arg(ability.what, answer)
                                                   : tr("%1: %2, %3").arg(ability.what, answer, ability.why));
            }
            dialogs::TextDialog(tr("This computer"), lines.join(u'\n'), this).exec();
        });
}

/// What a maintainer asks for first. Nothing is sent anywhere.
QString MainWindow::reportText() const
{
    QStringList lines {QStringLiteral("Fulcrum %1 (%2)").arg(QString::fromLatin1(version()), QString::fromLatin1(gitCommit())),
        QString::fromStdString(jobs::libraryVersions()), QStringLiteral("Qt %1, %2").arg(QString::fromLatin1(qVersion()),
            QGuiApplication::platformName()),
        QSysInfo::prettyProductName() + u' ' + QSysInfo::kernelVersion() + u' ' + QSysInfo::currentCpuArchitecture(), {}};
    const int rows = m_log->rowCount();
    for (int row = std::max(0, rows - kTail); row < rows; ++row) {
        QStringList cells;
        for (int column = 0; column < models::LogModel::ColumnCount; ++column)
            cells.append(m_log->index(row, column).data().toString());
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n');
}

void MainWindow::showReport()
{
    dialogs::TextDialog dialog(tr("Report a problem"), reportText(), this);
    dialog.setHint(tr("Copy this into your report. Nothing is sent. Look through it first: names of projects and files are in it."));
    dialog.exec();
}

void MainWindow::showAbout()
{
    QMessageBox::about(this, tr("About Fulcrum"),
        tr("<h3>Fulcrum %1</h3><p>A workbench for in-context learning with vision-language models.</p>"
           "<p>Free software under the GNU General Public License, version 3 or later, without any warranty.</p>")
                .arg(QCoreApplication::applicationVersion())
            + tr("<p>Built with Qt %1 (LGPL 3), QCustomPlot (GPL 3), LibTorch (BSD), SQLite (public domain), SQLiteCpp (MIT), simdjson (Apache 2), "
                 "nlohmann-json (MIT), PCRE2 (BSD), fmt (MIT), CLI11 (BSD), tl-expected (CC0), cairo (LGPL 2.1).</p>")
                  .arg(QString::fromLatin1(qVersion())));
}

/// The checklist is ticked by what happens, wherever it was done.
void MainWindow::connectGettingStarted()
{
    using Step = views::GettingStarted::Step;
    m_started->setDone(m_settings->stepsDone());
    connect(m_started, &views::GettingStarted::changed, this, [this] { m_settings->setStepsDone(m_started->done()); });
    connect(m_started, &views::GettingStarted::wanted, this, [this](Step step) { showStep(static_cast<int>(step)); });
    connect(m_state, &bridge::WorkspaceState::currentQueryChanged, this, [this] {
        if (m_state->currentQuery() && page() != u"welcome")
            m_started->finish(Step::LookAtQuery);
    });
    const auto look = [this] {
        bool siir = false, lever = false, draft = false;
        for (const bridge::Lane& lane : m_board->lanes()) {
            siir = siir || (lane.strategy == u"siir" && lane.state == bridge::Lane::State::Ready);
            lever = lever || (lane.strategy == u"lever-lm" && lane.state == bridge::Lane::State::Ready);
            draft = draft || lane.kind == bridge::Lane::Kind::Draft;
        }
        if (siir && lever && page() == u"sequences")
            m_started->finish(Step::Compare);
        if (draft)
            m_started->finish(Step::SwapIcd);
    };
    connect(m_board, &bridge::LaneBoard::lanesChanged, this, look);
    connect(m_board, &bridge::LaneBoard::laneChanged, this, look);
    connect(m_actions->action(id("file.export")), &QAction::triggered, this, [this] {
        if (page() == u"charts")
            m_started->finish(Step::ExportChart);
    });
}

void MainWindow::showStep(int step)
{
    if (!m_session->isOpen()) {
        openDemo();
        return;
    }
    const std::string task = data::taskName(m_state->task());
    using Step = views::GettingStarted::Step;
    switch (static_cast<Step>(step)) {
    case Step::LookAtQuery: showPage(id("data")); break;
    case Step::Compare: showPage(id("sequences")); break;
    case Step::SwapIcd:
        showPage(id("sequences"));
        if (QAction* whatIf = m_actions->action(id("seq.whatif")); whatIf && whatIf->isEnabled() && !whatIf->isChecked())
            whatIf->trigger();
        break;
    case Step::BuildDm: openJobForm(id("dm"), {{"task", task}, {"anchors", kStartAnchors}, {"candidates", kStartCandidates}}); break;
    case Step::Train: openJobForm(id("train"), {{"width", 64}, {"heads", 4}, {"epochs", kStartEpochs}, {"learning_rate", 1e-3}}); break;
    case Step::ExportChart: showPage(id("charts")); break;
    }
}

} // namespace fulcrum::shell
