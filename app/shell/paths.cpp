// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/paths.h"

#include <QDir>
#include <QStandardPaths>

namespace fulcrum::shell {

namespace {

QString below(QStandardPaths::StandardLocation location, const QString& rest)
{
    return QDir(QStandardPaths::writableLocation(location)).filePath(QStringLiteral("fulcrum/") + rest);
}

} // namespace

QString configFile() { return below(QStandardPaths::GenericConfigLocation, QStringLiteral("fulcrum.conf")); }

QString stateFolder()
{
    QString base = qEnvironmentVariable("XDG_STATE_HOME");
    if (base.isEmpty() || !QDir::isAbsolutePath(base))
        base = QDir::home().filePath(QStringLiteral(".local/state"));
    return QDir(base).filePath(QStringLiteral("fulcrum"));
}

QString sessionFile() { return QDir(stateFolder()).filePath(QStringLiteral("session/session.ini")); }

QString thumbnailFolder() { return below(QStandardPaths::GenericCacheLocation, QStringLiteral("thumbs")); }

QString demoProjectFolder()
{
    return below(QStandardPaths::GenericDataLocation, QStringLiteral("demo/tiny-world.fulcrum"));
}

} // namespace fulcrum::shell
