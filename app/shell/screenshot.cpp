// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/screenshot.h"

#include "app/shell/main_window.h"

#include <QPixmap>
#include <QRegularExpression>

namespace fulcrum::shell {

namespace {
constexpr int kLookMilliseconds = 50;
constexpr int kQuietLooksWanted = 8; // settled for 0.4 s
constexpr int kMostLooks = 20 * 120; // two minutes: the demo project may have to be made
} // namespace

Screenshot::Screenshot(MainWindow* window, const QString& file, QObject* parent)
    : QObject(parent), m_window(window), m_file(file)
{
    m_timer.setInterval(kLookMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &Screenshot::look);
}

void Screenshot::start() { m_timer.start(); }

QSize Screenshot::parseSize(const QString& text)
{
    static const QRegularExpression form(QStringLiteral("^(\\d{2,4})x(\\d{2,4})$"));
    const auto match = form.match(text);
    const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
    const auto good = [](int side) { return side >= 64 && side <= 8192; };
    return match.hasMatch() && good(size.width()) && good(size.height()) ? size : QSize();
}

void Screenshot::look()
{
    m_quietLooks = m_window->isSettled() ? m_quietLooks + 1 : 0;
    if (m_quietLooks < kQuietLooksWanted && ++m_looks < kMostLooks)
        return;
    m_timer.stop();
    write();
}

void Screenshot::write()
{
    const bool settled = m_quietLooks >= kQuietLooksWanted;
    const QImage image = m_window->grab().toImage();
    const bool written = !image.isNull() && image.save(m_file, "PNG");
    Q_EMIT finished(settled && written ? 0 : 1);
}

} // namespace fulcrum::shell
