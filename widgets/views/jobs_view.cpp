// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/jobs_view.h"

#include "core/jobs/job_process.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/delegates/job_delegate.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/theme.h"
#include "widgets/views/common.h"
#include "widgets/views/job_details.h"

#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {
constexpr int kRoomForDetails = 860;
}

JobsView::JobsView(bridge::ProjectSession* session, bridge::JobMonitor* monitor, bridge::ActionRegistry* actions,
    QWidget* parent)
    : QWidget(parent), m_session(session), m_monitor(monitor), m_actions(actions),
      m_model(new models::JobListModel(monitor, this)), m_stack(new QStackedWidget), m_list(new QListView),
      m_message(new MessageCard), m_details(new JobDetails(monitor)), m_bar(new InlineBar)
{
    paintAsPage(this);
    auto* delegate = new delegates::JobDelegate(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(delegate);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(false); // what runs has a third line
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Jobs"));
    connect(delegate, &delegates::JobDelegate::pauseClicked, monitor, &bridge::JobMonitor::pause);
    connect(delegate, &delegates::JobDelegate::resumeClicked, monitor, &bridge::JobMonitor::resume);
    connect(delegate, &delegates::JobDelegate::stopClicked, this, [this](qint64 run) {
        const bridge::JobInfo* job = m_monitor->find(run);
        if (job && whyNoKill(*job).isEmpty()) // it was asked before
            askKill(run);
        else
            m_monitor->cancel(run);
    });
    registerActions();
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_list->setDragDropMode(QAbstractItemView::DragDrop); // the model takes waiting rows only
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_list->setDropIndicatorShown(true);
    auto* split = new QSplitter(Qt::Horizontal);
    split->addWidget(m_list);
    split->addWidget(m_details);
    split->setStretchFactor(0, 1);
    split->setCollapsible(0, false);
    split->setSizes({900, 320});
    m_stack->addWidget(split);
    m_stack->addWidget(m_message);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeTools());
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);
    connect(m_model, &QAbstractItemModel::modelReset, this, &JobsView::showState);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        m_details->setRun(currentRun());
        updateActions();
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, &JobsView::updateActions);
    connect(m_details, &JobDetails::formWanted, this, &JobsView::formWanted);
    connect(m_details, &JobDetails::roomWanted, this, &JobsView::roomWanted);
    connect(m_details, &JobDetails::logWanted, this, &JobsView::logWanted);
    connect(session, &bridge::ProjectSession::opened, this, &JobsView::showState);
    connect(session, &bridge::ProjectSession::closed, this, &JobsView::showState);
    connect(monitor, &bridge::JobMonitor::requestFailed, this,
        [this](const QString& text) { m_bar->showMessage(InlineBar::Kind::Warning, text); });
    showState();
}

void JobsView::registerActions()
{
    const auto add = [this](const bridge::ActionSpec& spec, auto method) {
        m_list->addAction(m_actions->add(spec, [this, method] {
            if (const qint64 run = currentRun())
                (m_monitor->*method)(run);
        }));
    };
    add({QStringLiteral("job.pause"), tr("Pause"), tr("Pause the selected job at the end of its unit"), {}, QStringLiteral("pause")},
        &bridge::JobMonitor::pause);
    add({QStringLiteral("job.resume"), tr("Resume"), tr("Let the selected job go on where it stopped"), {}, QStringLiteral("play")},
        &bridge::JobMonitor::resume);
    add({QStringLiteral("job.stop"), tr("Stop"), tr("Stop the selected job; what is done is kept"), {}, QStringLiteral("stop")},
        &bridge::JobMonitor::cancel);
    m_list->addAction(m_actions->add({QStringLiteral("job.kill"), tr("Kill now…"),
                                         tr("End the program that works on the selected job at once; what is done is kept"), {},
                                         QStringLiteral("close")},
        [this] { askKill(currentRun()); }));
    m_list->addAction(m_actions->add({QStringLiteral("job.earlier"), tr("Earlier in the queue"),
        tr("Let the selected job start before the one above it"),
                                        QKeySequence(QStringLiteral("Alt+Up")), QStringLiteral("up")},
        [this] { move(-1); }));
    m_list->addAction(m_actions->add({QStringLiteral("job.later"), tr("Later in the queue"),
        tr("Let the selected job start after the one below it"),
                                        QKeySequence(QStringLiteral("Alt+Down")), QStringLiteral("down")},
        [this] { move(1); }));
    m_list->addAction(m_actions->add({QStringLiteral("job.again"), tr("Same settings…"),
        tr("Open the form with the settings of the selected job"), {},
                                        QStringLiteral("copy")},
        [this] {
            const bridge::JobInfo* job = m_monitor->find(currentRun());
            nlohmann::json spec = job ? nlohmann::json::parse(job->record.spec, nullptr, false) : nlohmann::json();
            if (!spec.is_object())
                return;
            spec.erase("name"); // it belongs to that run
            Q_EMIT formWanted(QString::fromStdString(job->record.kind), spec);
        }));
    m_list->addAction(m_actions->add({QStringLiteral("job.log"), tr("Show its log"), tr("Show what the selected job has written"), {},
        QStringLiteral("log")},
        [this] { Q_EMIT logWanted(currentRun()); }));
}

/// Only a program of its own can be ended: threads hold locks and memory of the whole window.
QString JobsView::whyNoKill(const bridge::JobInfo& job)
{
    using Obstacle = jobs::KillObstacle;
    const QString quiet = JobDetails::silence(job);
    switch (jobs::killObstacle(job.record)) {
    case Obstacle::AtRest: return tr("Nobody works on it.");
    case Obstacle::Gone: return tr("Its program has ended.");
    case Obstacle::OtherComputer: return tr("It runs on %1: end it there.").arg(QString::fromStdString(job.record.process.host));
    case Obstacle::OtherWork:
        return tr("It runs in another window of Fulcrum (pid %1): close that window.").arg(job.record.process.pid);
    case Obstacle::Own: {
        const QString why = tr("It runs inside this window, where nothing can be ended by force without harm to the rest. Stop takes effect at "
                               "the end of its unit; jobs started with fulcrum-cli can be killed.");
        return quiet.isEmpty() ? why : tr("%1 It %2.").arg(why, quiet);
    }
    case Obstacle::None: break;
    }
    return job.stopping ? QString() : tr("Stop it first: this is for a job that does not react.");
}

void JobsView::askKill(qint64 run)
{
    const bridge::JobInfo* job = m_monitor->find(run);
    if (!job || !whyNoKill(*job).isEmpty())
        return;
    auto* box = new QMessageBox(QMessageBox::Warning, tr("Kill the job"),
        tr("End the program that works on “%1” (pid %2) at once?").arg(QString::fromStdString(job->record.name)).arg(job->record.process.pid),
        QMessageBox::Cancel, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QString quiet = JobDetails::silence(*job);
    box->setInformativeText(tr("Nothing that is done is lost: %1 of %2 units are stored, and Resume goes on from there. Only the unit at work is "
                               "done again.%3")
                                .arg(bridge::count(job->record.unitsDone), bridge::count(job->record.unitsTotal),
                                    quiet.isEmpty() ? QString() : tr(" It %1.").arg(quiet)));
    QPushButton* kill = box->addButton(tr("Kill now"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(kill, &QPushButton::clicked, this, [this, run] { m_monitor->kill(run); });
    box->open();
}

void JobsView::move(int places)
{
    const QVector<store::RunId> queue = m_model->waiting();
    const qsizetype at = queue.indexOf(currentRun());
    const qsizetype to = at + places;
    if (at < 0 || to < 0 || to >= queue.size())
        return;
    m_monitor->moveInQueue(queue[at], places < 0 ? queue[to] : queue.value(to + 1, 0));
}

/// What the selected job allows.
void JobsView::updateActions()
{
    const bridge::JobInfo* job = m_monitor->find(currentRun());
    const QString none = tr("Select a job.");
    const auto set = [&](const char* id, bool good, const QString& reason) {
        m_actions->setUnavailable(QString::fromLatin1(id), !job ? none : good ? QString() : reason);
    };
    const store::RunState state = job ? job->record.state : store::RunState::Succeeded;
    const QVector<delegates::JobDelegate::Button> buttons = delegates::JobDelegate::buttonsFor(state);
    using Button = delegates::JobDelegate::Button;
    set("job.pause", buttons.contains(Button::Pause), tr("It does not run."));
    set("job.resume", buttons.contains(Button::Resume), tr("Only paused, failed, stopped and interrupted jobs can go on."));
    set("job.stop", buttons.contains(Button::Stop), tr("It has ended."));
    const QString noKill = job ? whyNoKill(*job) : QString();
    set("job.kill", noKill.isEmpty(), noKill);
    const QVector<store::RunId> queue = m_model->waiting();
    const qsizetype at = job ? queue.indexOf(job->record.id) : -1;
    const QString notWaiting = tr("It does not wait in the queue.");
    set("job.earlier", at > 0, at == 0 ? tr("It is the first one.") : notWaiting);
    set("job.later", at >= 0 && at + 1 < queue.size(), at < 0 ? notWaiting : tr("It is the last one."));
    set("job.again", true, {});
    set("job.log", true, {});
}

/// Where there is little room the list keeps it.
void JobsView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_details->setVisible(width() >= kRoomForDetails);
}

QWidget* JobsView::makeTools()
{
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(12, 4, 12, 4);
    row->setSpacing(4);
    for (const char* id : {"job.embed", "job.dm", "job.train", "job.eval"}) {
        QAction* action = m_actions->action(QString::fromLatin1(id));
        if (!action)
            continue;
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        row->addWidget(button);
    }
    row->addStretch();
    for (const char* id : {"job.pauseAll", "job.resumeInterrupted"}) {
        QAction* action = m_actions->action(QString::fromLatin1(id));
        if (!action)
            continue;
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text());
        row->addWidget(button);
    }
    return tools;
}

qint64 JobsView::currentRun() const
{
    return m_list->currentIndex().data(models::JobListModel::RunRole).toLongLong();
}

void JobsView::showState()
{
    if (m_model->rowCount() > 0) {
        m_stack->setCurrentIndex(0);
        m_list->setCurrentIndex(m_model->index(std::max(0, m_model->rowOf(m_details->run()))));
        updateActions();
        return;
    }
    updateActions();
    if (!m_session->isOpen())
        m_message->show(QStringLiteral("jobs"), tr("No project is open"), tr("Jobs belong to a project."));
    else
        m_message->show(QStringLiteral("jobs"), tr("The queue is empty"),
            tr("Embeddings first, then D_M, then training, then evaluation."));
    m_stack->setCurrentWidget(m_message);
}

} // namespace fulcrum::views
