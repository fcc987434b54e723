// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

namespace fulcrum::test {

/// What a call of fulcrum-cli gave; code -1 = it did not end by itself.
struct Outcome
{
    int code = -1;
    QByteArray out, error;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

/// Runs the real program in a folder, without a display.
inline Outcome runCli(const QString& folder, const QStringList& arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove("QT_QPA_PLATFORM");
    environment.remove("DISPLAY");
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder);
    process.start(QStringLiteral(FULCRUM_BIN_DIR "/fulcrum-cli"), arguments);
    if (!process.waitForFinished(120'000))
        qFatal("fulcrum-cli does not end");
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
        process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace fulcrum::test
