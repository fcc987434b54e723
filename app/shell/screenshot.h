// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSize>
#include <QTimer>

namespace fulcrum::shell {

class MainWindow;

/// Waits until the window shows what it was asked for, writes it to a PNG file and ends the program: status 0, or 1 when the
/// file could not be written or the window did not settle in time.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    Screenshot(MainWindow* window, const QString& file, QObject* parent = nullptr);
    void start();

    /// "1440x900". Invalid size for anything else, and below 64 or above 8192.
    static QSize parseSize(const QString& text);

Q_SIGNALS:
    void finished(int status);

private:
    void look();
    void write();

    MainWindow* m_window;
    QString m_file;
    QTimer m_timer;
    int m_quietLooks = 0, m_looks = 0;
};

} // namespace fulcrum::shell
