// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/scroll_bench.h"

#include "app/shell/main_window.h"
#include "widgets/models/sample_model.h"
#include "widgets/views/data_page.h"
#include "widgets/views/sample_grid.h"
#include "widgets/views/sample_table.h"

#include <QApplication>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QScrollBar>
#include <unistd.h>

namespace fulcrum::shell {

namespace {

constexpr int kLookMs = 10;
constexpr int kMostLooks = 12000; // two minutes

/// Milliseconds since this process was started, by the kernel's clock.
double processAgeMs()
{
    QFile stat(QStringLiteral("/proc/self/stat")), uptime(QStringLiteral("/proc/uptime"));
    if (!stat.open(QIODevice::ReadOnly) || !uptime.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray line = stat.readAll();
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    const double started = fields.value(19).toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    return (uptime.readAll().split(' ').value(0).toDouble() - started) * 1000;
}

/// "VmHWM" or "VmRSS" in MiB.
double memoryMiB(const char* name)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray& line : status.readAll().split('\n'))
        if (line.startsWith(name))
            return line.mid(line.indexOf(':') + 1).simplified().split(' ').value(0).toDouble() / 1024;
    return -1;
}

} // namespace

double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const double place = share * static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(place + 0.5)];
}

ScrollBench::ScrollBench(MainWindow* window, const QString& file, QObject* parent)
    : QObject(parent), m_window(window), m_file(file)
{
    m_timer.setInterval(kLookMs);
    connect(&m_timer, &QTimer::timeout, this, &ScrollBench::look);
}

void ScrollBench::start() { m_timer.start(); }

void ScrollBench::look()
{
    const views::DataPage* page = m_window->dataPage();
    const bool usable = page->model()->rowCount() > 0 && m_window->page() == u"data" && page->isVisible();
    if (usable && m_usableMs < 0)
        m_usableMs = processAgeMs();
    if (!(usable && m_window->isSettled()) && ++m_looks < kMostLooks)
        return;
    m_timer.stop();
    if (usable)
        measure();
    else
        Q_EMIT finished(1);
}

void ScrollBench::measure()
{
    views::DataPage* page = m_window->dataPage();
    const bool table = page->mode() == views::DataPage::Mode::Table;
    QAbstractItemView* view = table ? static_cast<QAbstractItemView*>(page->table()) : page->grid();
    QScrollBar* bar = view->verticalScrollBar();
    const double startRss = memoryMiB("VmRSS");
    std::vector<double> frames;
    QElapsedTimer clock;
    for (int step = 0; step <= kSteps; ++step) {
        clock.start();
        bar->setValue(static_cast<int>(static_cast<qint64>(bar->maximum()) * step / kSteps));
        QCoreApplication::sendPostedEvents(); // the update request: paints and flushes
        QCoreApplication::processEvents();
        frames.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    const int rows = page->model()->rowCount();
    const QModelIndex last = page->model()->index(rows - 1, table ? models::SampleModel::TextColumn : 0);
    const bool reached = view->viewport()->rect().intersects(view->visualRect(last));
    const QJsonObject result {{QStringLiteral("view"), table ? QStringLiteral("table") : QStringLiteral("grid")},
        {QStringLiteral("rows"), rows}, {QStringLiteral("columns"), table ? 1 : page->grid()->columns()},
        {QStringLiteral("last_row_reached"), reached}, {QStringLiteral("frames"), static_cast<int>(frames.size())},
        {QStringLiteral("median_ms"), percentile(frames, 0.5)}, {QStringLiteral("p99_ms"), percentile(frames, 0.99)},
        {QStringLiteral("max_ms"), percentile(frames, 1.0)},
        {QStringLiteral("viewport"), QStringLiteral("%1x%2").arg(view->viewport()->width()).arg(view->viewport()->height())},
        {QStringLiteral("picture_side"), page->thumbnailSide()}, {QStringLiteral("pixel_ratio"), view->devicePixelRatioF()},
        {QStringLiteral("platform"), QGuiApplication::platformName()}, {QStringLiteral("usable_ms"), m_usableMs},
        {QStringLiteral("rss_mib_before"), startRss}, {QStringLiteral("rss_mib_peak"), memoryMiB("VmHWM")}};
    QSaveFile file(m_file);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(result).toJson()) >= 0 && file.commit();
    Q_EMIT finished(written ? 0 : 1);
}

} // namespace fulcrum::shell
