// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/single_instance.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalServer>
#include <QLocalSocket>
#include <unistd.h>

namespace fulcrum::shell {

namespace {

constexpr int kConnectMilliseconds = 300, kAnswerMilliseconds = 2000;
constexpr qint64 kLongestRequest = 64 * 1024;
constexpr char kHeard[] = "heard\n";

} // namespace

SingleInstance::SingleInstance(QObject* parent) : QObject(parent), m_server(new QLocalServer(this))
{
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* socket = m_server->nextPendingConnection()) {
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
}

SingleInstance::~SingleInstance() = default;

QString SingleInstance::serverName(const QString& folder)
{
    const QString path = QFileInfo(folder).canonicalFilePath();
    const QByteArray hash = QCryptographicHash::hash((path.isEmpty() ? folder : path).toUtf8(), QCryptographicHash::Sha256).toHex();
    return QStringLiteral("fulcrum-%1-%2").arg(getuid()).arg(QString::fromLatin1(hash.first(24)));
}

void SingleInstance::listen(const QString& folder)
{
    const QString name = folder.isEmpty() ? QString() : serverName(folder);
    if (m_server->isListening() && m_server->serverName() == name)
        return;
    m_server->close();
    if (name.isEmpty())
        return;
    // Only the holder of the project's lock listens, so a socket that is still there belongs to a program that is gone.
    QLocalServer::removeServer(name);
    m_server->listen(name); // without it a second start is told by the lock, as on another computer
}

void SingleInstance::read(QLocalSocket* socket)
{
    if (socket->bytesAvailable() > kLongestRequest) {
        socket->abort();
        return;
    }
    if (!socket->canReadLine())
        return;
    const QJsonDocument request = QJsonDocument::fromJson(socket->readLine(kLongestRequest));
    if (!request.isArray()) {
        socket->abort();
        return;
    }
    QStringList arguments;
    for (const QJsonValue& one : request.array())
        arguments.append(one.toString());
    socket->write(kHeard);
    socket->flush();
    socket->disconnectFromServer();
    Q_EMIT wanted(arguments);
}

bool SingleInstance::pass(const QString& folder, const QStringList& arguments)
{
    QLocalSocket socket;
    socket.connectToServer(serverName(folder));
    if (!socket.waitForConnected(kConnectMilliseconds))
        return false;
    socket.write(QJsonDocument(QJsonArray::fromStringList(arguments)).toJson(QJsonDocument::Compact) + '\n');
    socket.flush();
    while (!socket.canReadLine())
        if (!socket.waitForReadyRead(kAnswerMilliseconds))
            return false;
    return socket.readLine() == kHeard;
}

} // namespace fulcrum::shell
