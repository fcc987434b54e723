// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <cmath>

namespace fulcrum::bridge {

namespace {

struct Format
{
    Q_DECLARE_TR_FUNCTIONS(Format)
};

/// Without the leading zero: cards are narrow and the value is a share.
QString withoutZero(double value, int decimals)
{
    QString text = QLocale().toString(std::abs(value), 'f', decimals);
    if (text.startsWith(u'0') && text.size() > 1)
        text.remove(0, 1);
    return text;
}

} // namespace

QString number(double value, int decimals)
{
    return std::isfinite(value) ? QLocale().toString(value, 'f', decimals) : QStringLiteral("–");
}

QString count(std::int64_t value) { return QLocale().toString(static_cast<qlonglong>(value)); }

QString share(double value)
{
    if (!std::isfinite(value))
        return {};
    return (value < 0 ? QStringLiteral("−") : QString()) + withoutZero(value, 2);
}

QString gain(double value)
{
    if (!std::isfinite(value))
        return {};
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + withoutZero(value, 3);
}

QString difference(double value, int decimals)
{
    if (!std::isfinite(value))
        return {};
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + QLocale().toString(std::abs(value), 'f', decimals);
}

QString duration(double seconds)
{
    const auto whole = static_cast<qint64>(std::llround(std::max(0.0, seconds)));
    if (whole < 90)
        return Format::tr("%1 s").arg(whole);
    if (whole < 90 * 60)
        return Format::tr("%1 min").arg((whole + 30) / 60);
    return Format::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString fileSize(std::uint64_t bytes) { return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1); }

QString when(std::int64_t unixMilliseconds)
{
    if (unixMilliseconds <= 0)
        return {};
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(unixMilliseconds);
    const QLocale locale;
    if (time.date() == QDate::currentDate())
        return Format::tr("today %1").arg(time.time().toString(QStringLiteral("HH:mm")));
    return locale.toString(time.date(), QLocale::ShortFormat);
}

} // namespace fulcrum::bridge
