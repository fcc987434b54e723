// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/sample_export.h"

#include "core/data/filter_values.h"
#include "widgets/bridge/project_session.h"

#include <QMimeData>
#include <QUrl>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::bridge {

namespace {

constexpr std::size_t kStopCheckEvery = 4096;

/// A cell behind the first one of its line.
void addCell(std::string& line, std::string_view text)
{
    line += ',';
    const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos;
    if (!quoted) {
        line += text;
        return;
    }
    line += '"';
    for (const char c : text)
        line.append(c == '"' ? 2 : 1, c);
    line += '"';
}

std::string tagsOf(const store::SampleFacts& facts, std::int32_t sample)
{
    std::string tags;
    if (facts.tags)
        for (const std::uint16_t id : facts.tags->of(sample))
            tags += (tags.empty() ? "" : ";") + facts.tags->names[id];
    return tags;
}

void addLine(std::string& text, const data::SampleView& sample, const store::SampleFacts& facts)
{
    const auto index = static_cast<std::size_t>(sample.index);
    const std::vector<std::int32_t>* uses = facts.usedCounts({});
    text += fmt::format("{},{}", sample.id, sample.imageId);
    for (const std::string_view cell :
        {sample.imageFile, data::shownText(sample), sample.answer, sample.answerType, sample.questionType})
        addCell(text, cell);
    for (const int number : {data::wordCount(sample), sample.width, sample.height})
        addCell(text, fmt::format("{}", number));
    addCell(text, tagsOf(facts, static_cast<std::int32_t>(sample.index)));
    addCell(text, uses && index < uses->size() ? fmt::format("{}", (*uses)[index]) : std::string());
    for (const auto& scores : facts.scores) {
        const float value = index < scores->values.size() ? scores->values[index] : std::nanf("");
        addCell(text, std::isnan(value) ? std::string() : fmt::format("{}", value));
    }
    text += '\n';
}

} // namespace

QString sampleIds(const data::Dataset& dataset, const std::vector<std::int32_t>& samples)
{
    std::string text;
    for (const std::int32_t sample : samples)
        text += fmt::format("{}{}", text.empty() ? "" : "\n", dataset.id(static_cast<std::size_t>(sample)));
    return QString::fromStdString(text);
}

QString samplesCsv(const data::Dataset& dataset, const std::vector<std::int32_t>& samples, const store::SampleFacts& facts,
    std::stop_token stop)
{
    std::string text = fmt::format("id,image_id,file,{},answer,answer_type,question_type,words,width,height,tags,uses",
        dataset.task() == data::Task::Vqa ? "question" : "caption");
    for (const auto& scores : facts.scores)
        addCell(text, "score " + scores->key.run);
    text += '\n';
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (i % kStopCheckEvery == 0 && stop.stop_requested())
            return {};
        addLine(text, dataset.view(static_cast<std::size_t>(samples[i])), facts);
    }
    return QString::fromStdString(text);
}

QMimeData* samplesMime(const data::Dataset& dataset, const std::vector<std::int32_t>& samples)
{
    nlohmann::json content
        = {{"task", data::taskName(dataset.task())}, {"split", data::splitName(dataset.split())}, {"ids", nlohmann::json::array()}};
    QList<QUrl> files;
    for (const std::int32_t sample : samples) {
        const data::SampleView view = dataset.view(static_cast<std::size_t>(sample));
        content["ids"].push_back(view.id);
        if (files.size() < qsizetype(kMostDraggedFiles))
            if (const QUrl url = QUrl::fromLocalFile(fromPath(dataset.imagePath(view.imageFile))); files.isEmpty() || files.back() != url)
                files.append(url);
    }
    auto* mime = new QMimeData;
    mime->setData(QString::fromLatin1(kSampleMimeType), QByteArray::fromStdString(content.dump()));
    mime->setText(sampleIds(dataset, samples));
    mime->setUrls(files);
    return mime;
}

} // namespace fulcrum::bridge
