// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/sort_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace fulcrum::bridge {

namespace {

using store::SortColumn;

struct SortTexts
{
    Q_DECLARE_TR_FUNCTIONS(SortTexts)
};

constexpr std::pair<SortColumn, const char*> kNames[] = {{SortColumn::Official, "official"}, {SortColumn::Id, "id"},
    {SortColumn::ImageId, "imageId"}, {SortColumn::File, "file"}, {SortColumn::Text, "text"}, {SortColumn::Answer, "answer"},
    {SortColumn::AnswerType, "answerType"}, {SortColumn::QuestionType, "questionType"}, {SortColumn::Words, "words"},
    {SortColumn::Pixels, "pixels"}, {SortColumn::Tags, "tags"}, {SortColumn::Used, "used"}, {SortColumn::Score, "score"},
    {SortColumn::Relevance, "relevance"}};

QString columnTitle(const store::SortKey& key)
{
    switch (key.column) {
    case SortColumn::Official: return SortTexts::tr("Order of the data set");
    case SortColumn::Id: return SortTexts::tr("Id");
    case SortColumn::ImageId: return SortTexts::tr("Image id");
    case SortColumn::File: return SortTexts::tr("File");
    case SortColumn::Text: return SortTexts::tr("Text");
    case SortColumn::Answer: return SortTexts::tr("Answer");
    case SortColumn::AnswerType: return SortTexts::tr("Answer type");
    case SortColumn::QuestionType: return SortTexts::tr("Question type");
    case SortColumn::Words: return SortTexts::tr("Words");
    case SortColumn::Pixels: return SortTexts::tr("Pixels");
    case SortColumn::Tags: return SortTexts::tr("Tags");
    case SortColumn::Used: return SortTexts::tr("Times used as ICD");
    case SortColumn::Score: return SortTexts::tr("Score of %1").arg(QString::fromStdString(key.score.run));
    case SortColumn::Relevance: return SortTexts::tr("Relevance");
    }
    return {};
}

} // namespace

QString sortText(const store::SortKey& key)
{
    const auto name = std::find_if(std::begin(kNames), std::end(kNames), [&](const auto& one) { return one.first == key.column; });
    QJsonArray parts {QString::fromLatin1(name->second), key.descending};
    if (key.column == SortColumn::Used)
        parts << QString::fromStdString(key.used.strategy) << key.used.shots;
    if (key.column == SortColumn::Score)
        parts << QString::fromStdString(key.score.run) << QString::fromStdString(key.score.strategy) << key.score.shots;
    return QString::fromUtf8(QJsonDocument(parts).toJson(QJsonDocument::Compact));
}

store::SortKey sortFromText(const QString& text)
{
    const QJsonArray parts = QJsonDocument::fromJson(text.toUtf8()).array();
    const QString column = parts.at(0).toString();
    store::SortKey key;
    for (const auto& [value, name] : kNames)
        if (column == QLatin1String(name))
            key.column = value;
    key.descending = parts.at(1).toBool();
    if (key.column == SortColumn::Used)
        key.used = {parts.at(2).toString().toStdString(), parts.at(3).toInt()};
    if (key.column == SortColumn::Score)
        key.score = {parts.at(2).toString().toStdString(), parts.at(3).toString().toStdString(), parts.at(4).toInt()};
    return key;
}

QString sortTitle(const store::SortKey& key)
{
    return key.descending ? SortTexts::tr("%1, descending").arg(columnTitle(key)) : columnTitle(key);
}

} // namespace fulcrum::bridge
