// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/run_mime.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>

namespace fulcrum::bridge {

QMimeData* runsMime(const QVector<store::RunId>& runs)
{
    QJsonArray list;
    for (const store::RunId run : runs)
        list.append(static_cast<qint64>(run));
    auto* content = new QMimeData;
    content->setData(QString::fromLatin1(kRunMimeType),
        QJsonDocument(QJsonObject {{QStringLiteral("runs"), list}}).toJson(QJsonDocument::Compact));
    return content;
}

QVector<store::RunId> runsFrom(const QMimeData* content)
{
    const QJsonObject document = QJsonDocument::fromJson(content->data(QString::fromLatin1(kRunMimeType))).object();
    QVector<store::RunId> runs;
    for (const QJsonValue& one : document[QStringLiteral("runs")].toArray())
        if (const store::RunId run = one.toInteger(); run > 0 && !runs.contains(run))
            runs.append(run);
    return runs;
}

} // namespace fulcrum::bridge
