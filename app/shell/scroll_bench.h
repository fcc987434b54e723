// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <vector>

namespace fulcrum::shell {

class MainWindow;

/// Waits until the Data page shows what it was asked for, scrolls its grid from the first row to the last in steps, one frame a
/// step, and writes the frame times to a JSON file: for measuring, and for noticing when it has become slow. A frame is
/// everything that the GUI thread does from moving the scroll bar until the frame is painted and flushed.
class ScrollBench : public QObject
{
    Q_OBJECT

public:
    static constexpr int kSteps = 1500;

    ScrollBench(MainWindow* window, const QString& file, QObject* parent = nullptr);
    void start();

Q_SIGNALS:
    void finished(int status); ///< 0, or 1 when there was nothing to scroll or the file could not be written

private:
    void look();
    void measure();

    MainWindow* m_window;
    QString m_file;
    QTimer m_timer;
    int m_looks = 0;
    double m_usableMs = -1; ///< since the process began, until the samples were there
};

/// Value below which `share` of the sorted values lie; 0 for none.
double percentile(std::vector<double> values, double share);

} // namespace fulcrum::shell
