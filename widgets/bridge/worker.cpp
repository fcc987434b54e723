// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/worker.h"

#include <QMetaObject>

namespace fulcrum::bridge {

Worker::Worker(QObject* parent) : QObject(parent) { m_pool.setMaxThreadCount(1); }

Worker::~Worker()
{
    m_stop.request_stop();
    m_pool.clear();
    m_pool.waitForDone();
}

void Worker::start(std::function<void()> task)
{
    ++m_pending;
    m_pool.start([this, task = std::move(task)] {
        task();
        QMetaObject::invokeMethod(this, [this] { finished(); }, Qt::QueuedConnection);
    });
}

void Worker::deliver(std::function<void()> call)
{
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
}

void Worker::finished()
{
    if (--m_pending == 0)
        Q_EMIT becameIdle();
}

} // namespace fulcrum::bridge
