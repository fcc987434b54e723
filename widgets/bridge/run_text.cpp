// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/run_text.h"

#include "core/chart/palette.h"

#include <QCoreApplication>

namespace fulcrum::bridge {

namespace {

struct RunTexts
{
    Q_DECLARE_TR_FUNCTIONS(RunTexts)
};

struct Explained
{
    const char* name;
    const char* text;
};
constexpr Explained kFlags[] = {
    {"official_batch_mask", QT_TRANSLATE_NOOP("RunTexts",
        "Lever-LM as published: demonstrations chosen for one query of a batch are forbidden to all of them, so results depend on "
        "the batch.")},
    {"stop_at_join", QT_TRANSLATE_NOOP("RunTexts",
        "Generation stops where the model begins another demonstration. The published code lets it go on and cuts afterwards.")},
    {"sttr_oracle", QT_TRANSLATE_NOOP("RunTexts",
        "STTR for captions compares with the query's own caption: an oracle, not a method.")},
    {"gate", QT_TRANSLATE_NOOP("RunTexts", "IDEFICS' cross-attention gate as in another version of its code.")},
    {"ranking", QT_TRANSLATE_NOOP("RunTexts",
        "D_M as published: beams are ranked by the gain of their last step alone, not by the probability of the answer.")},
    {"mask", QT_TRANSLATE_NOOP("RunTexts",
        "InfoScore as published: the scored span begins a token early and includes the joining text.")},
    {"front_insertion", QT_TRANSLATE_NOOP("RunTexts",
        "As published: every new demonstration stands in front in the stored list, whichever side it was scored on.")},
    {"cider_references", QT_TRANSLATE_NOOP("RunTexts",
        "CIDEr scorer as published: the query's caption is compared with the references of the candidate.")},
    {"imported", QT_TRANSLATE_NOOP("RunTexts",
        "Made by the published code, whose behaviour differs from Fulcrum's in known ways (batch mask, prompts, sampling). Compare "
        "with care.")},
};
constexpr Explained kUnknown[] = {
    {"lvlm", QT_TRANSLATE_NOOP("RunTexts", "model")},
    {"seed", QT_TRANSLATE_NOOP("RunTexts", "seed")},
    {"device", QT_TRANSLATE_NOOP("RunTexts", "device")},
    {"versions", QT_TRANSLATE_NOOP("RunTexts", "versions")},
    {"generation settings", QT_TRANSLATE_NOOP("RunTexts", "generation settings")},
    {"duration", QT_TRANSLATE_NOOP("RunTexts", "duration")},
    {"data", QT_TRANSLATE_NOOP("RunTexts", "data")},
    {"queries", QT_TRANSLATE_NOOP("RunTexts", "queries")},
    {"demonstrations", QT_TRANSLATE_NOOP("RunTexts", "demonstrations")},
    {"per-query scores", QT_TRANSLATE_NOOP("RunTexts", "per-query scores")},
};

} // namespace

QString parityText(const runs::ParityFlag& flag)
{
    const QString value = flag.value == "true" ? QString() : QStringLiteral(" (%1)").arg(QString::fromStdString(flag.value));
    for (const Explained& one : kFlags)
        if (flag.name == one.name)
            return RunTexts::tr(one.text) + value;
    return QString::fromStdString(flag.name) + value;
}

QString parityExplanation(const runs::RunSummary& run)
{
    QStringList lines;
    for (const runs::ParityFlag& flag : run.parity)
        lines.append(parityText(flag));
    for (const runs::ParityFlag& flag : run.inherited)
        if (std::find(run.parity.begin(), run.parity.end(), flag) == run.parity.end())
            lines.append(RunTexts::tr("From what it was made of: %1").arg(parityText(flag)));
    return lines.join(u'\n');
}

QStringList unknownText(const std::vector<std::string>& fields)
{
    QStringList words;
    for (const std::string& field : fields) {
        const auto found = std::find_if(std::begin(kUnknown), std::end(kUnknown), [&](const Explained& one) { return field == one.name; });
        words.append(found == std::end(kUnknown) ? QString::fromStdString(field) : RunTexts::tr(found->text));
    }
    return words;
}

QString strategiesText(const std::vector<std::string>& strategies, int most)
{
    QStringList names;
    for (const std::string& strategy : strategies)
        names.append(QString::fromStdString(chart::displayName(strategy)));
    const int more = static_cast<int>(names.size()) - most;
    if (more <= 1)
        return names.join(QStringLiteral(", "));
    return RunTexts::tr("%1 and %n more", nullptr, more).arg(names.mid(0, most).join(QStringLiteral(", ")));
}

QString metricText(const std::string& name)
{
    if (name == "accuracy")
        return RunTexts::tr("accuracy in %");
    if (name == "validation infoscore")
        return RunTexts::tr("validation InfoScore");
    if (name == "validation loss")
        return RunTexts::tr("validation loss");
    if (name == "mean best score")
        return RunTexts::tr("mean best score");
    return QString::fromStdString(name);
}

} // namespace fulcrum::bridge
