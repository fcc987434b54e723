// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

class QLocalServer;
class QLocalSocket;

namespace fulcrum::shell {

/// One window a project (UX.md 5.14): the window that has a project open listens for others that want it, which then pass on what
/// they were given and end. Other projects open in other processes. GUI thread.
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    explicit SingleInstance(QObject* parent = nullptr);
    ~SingleInstance() override;

    /// Answers for this project from now on, and no longer for another one; an empty folder ends it.
    void listen(const QString& folder);
    /// Asks the window that has the project open to come to the front and to take `arguments`. False when there is none.
    static bool pass(const QString& folder, const QStringList& arguments);
    /// The name of the socket: the user and the hash of the canonical path.
    static QString serverName(const QString& folder);

Q_SIGNALS:
    /// Somebody wants this window; `arguments` are those of their command line.
    void wanted(const QStringList& arguments);

private:
    void read(QLocalSocket* socket);

    QLocalServer* m_server;
};

} // namespace fulcrum::shell
