// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/jobs_view.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/delegates/job_delegate.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/theme.h"
#include "widgets/views/common.h"

#include <QListView>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

JobsView::JobsView(bridge::ProjectSession* session, bridge::JobMonitor* monitor, bridge::ActionRegistry* actions,
    QWidget* parent)
    : QWidget(parent), m_session(session), m_monitor(monitor), m_actions(actions),
      m_model(new models::JobListModel(monitor, this)), m_stack(new QStackedWidget), m_list(new QListView),
      m_message(new MessageCard), m_bar(new InlineBar)
{
    paintAsPage(this);
    auto* delegate = new delegates::JobDelegate(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(delegate);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Jobs"));
    connect(delegate, &delegates::JobDelegate::pauseClicked, monitor, &bridge::JobMonitor::pause);
    connect(delegate, &delegates::JobDelegate::resumeClicked, monitor, &bridge::JobMonitor::resume);
    connect(delegate, &delegates::JobDelegate::stopClicked, monitor, &bridge::JobMonitor::cancel);
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
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_message);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeTools());
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);
    connect(m_model, &QAbstractItemModel::modelReset, this, &JobsView::showState);
    connect(session, &bridge::ProjectSession::opened, this, &JobsView::showState);
    connect(session, &bridge::ProjectSession::closed, this, &JobsView::showState);
    connect(monitor, &bridge::JobMonitor::requestFailed, this,
        [this](const QString& text) { m_bar->showMessage(InlineBar::Kind::Warning, text); });
    showState();
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
        m_stack->setCurrentWidget(m_list);
        return;
    }
    if (!m_session->isOpen())
        m_message->show(QStringLiteral("jobs"), tr("No project is open"), tr("Jobs belong to a project."));
    else
        m_message->show(QStringLiteral("jobs"), tr("The queue is empty"),
            tr("Embeddings first, then D_M, then training, then evaluation."));
    m_stack->setCurrentWidget(m_message);
}

} // namespace fulcrum::views
