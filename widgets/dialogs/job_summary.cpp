// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/job_summary.h"

#include "widgets/bridge/format.h"

#include <QCoreApplication>

namespace fulcrum::dialogs {

namespace {

struct SummaryTexts
{
    Q_DECLARE_TR_FUNCTIONS(JobSummary)
};

std::int64_t whole(const nlohmann::json& values, const char* name)
{
    const auto found = values.find(name);
    return found != values.end() && found->is_number() ? found->get<std::int64_t>() : 0;
}

std::size_t length(const nlohmann::json& values, const char* name)
{
    const auto found = values.find(name);
    return found != values.end() && found->is_array() ? found->size() : 0;
}

/// Anchors times the scorings of one beam search: the first step scores every candidate once, later ones for each beam.
QStringList dmWork(const nlohmann::json& values)
{
    const std::int64_t anchors = whole(values, "anchors"), candidates = whole(values, "candidates"),
                       beam = whole(values, "beam"), shots = std::max(whole(values, "few_shot"), whole(values, "shots"));
    if (anchors <= 0 || candidates <= 0 || beam <= 0 || shots <= 0)
        return {};
    const std::int64_t perAnchor = 1 + candidates + (shots - 1) * beam * (candidates - 1);
    return {SummaryTexts::tr("%1 anchors, one unit each").arg(bridge::count(anchors)),
        SummaryTexts::tr("at most %1 sequences to score for each: %2 candidates, beam %3, %4 shots")
            .arg(bridge::count(perAnchor), bridge::count(candidates), bridge::count(beam), bridge::count(shots)),
        SummaryTexts::tr("%1 sequences in all; shared prefixes are run once").arg(bridge::count(anchors * perAnchor))};
}

QStringList evaluationWork(const nlohmann::json& values)
{
    const auto strategies = static_cast<std::int64_t>(length(values, "strategies"));
    const auto shots = static_cast<std::int64_t>(length(values, "shots"));
    const auto seeds = static_cast<std::int64_t>(std::max<std::size_t>(1, length(values, "seeds")));
    const std::int64_t queries = whole(values, "queries");
    if (strategies == 0 || shots == 0)
        return {};
    const std::int64_t cells = strategies * shots * seeds;
    QStringList lines {SummaryTexts::tr("at most %1 cells: %2 strategies × %3 shots × %4 seeds; only strategies that draw use every seed")
                           .arg(bridge::count(cells), bridge::count(strategies), bridge::count(shots), bridge::count(seeds))};
    if (queries > 0)
        lines.append(SummaryTexts::tr("at most %1 generations: %2 queries in each cell").arg(bridge::count(cells * queries), bridge::count(queries)));
    return lines;
}

/// Quoted for a POSIX shell when it has to be.
QString quoted(const QString& text)
{
    static const QString safe = QStringLiteral("-_./,:@%+=");
    const bool plain = !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
        return (c.unicode() < 128 && c.isLetterOrNumber()) || safe.contains(c);
    });
    return plain ? text : u'\'' + QString(text).replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

QString flagText(const nlohmann::json& value)
{
    if (value.is_string())
        return QString::fromStdString(value.get<std::string>());
    if (!value.is_array())
        return QString::fromStdString(value.dump());
    QStringList parts;
    for (const nlohmann::json& one : value)
        parts.append(flagText(one));
    return parts.join(u',');
}

} // namespace

QStringList workOf(const std::string& kind, const nlohmann::json& values)
{
    if (kind == "dm")
        return dmWork(values);
    if (kind == "eval")
        return evaluationWork(values);
    if (kind == "train" && whole(values, "epochs") > 0)
        return {SummaryTexts::tr("%1 epochs, one unit each; every epoch leaves a checkpoint").arg(bridge::count(whole(values, "epochs")))};
    if (kind == "embed")
        return {SummaryTexts::tr("every image and text of both splits once; a unit is a block of samples")};
    return {};
}

QString commandLine(const jobs::JobKind& kind, const nlohmann::json& values, const QString& projectFolder)
{
    QString command = QStringLiteral("fulcrum-cli --project %1 %2")
                          .arg(quoted(projectFolder),
                              kind.name == "dm" ? QStringLiteral("dm build") : QString::fromStdString(kind.name));
    for (const jobs::Field& field : kind.fields) {
        const auto found = values.find(field.name);
        if (found == values.end() || *found == field.defaultValue)
            continue;
        command += QStringLiteral(" --%1 %2").arg(
            QString::fromStdString(field.name).replace(u'_', u'-'), quoted(flagText(*found)));
    }
    return command;
}

} // namespace fulcrum::dialogs
