// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/job_advice.h"

#include <QCoreApplication>

namespace fulcrum::bridge {

namespace {

struct AdviceTexts
{
    Q_DECLARE_TR_FUNCTIONS(JobAdvice)
};

/// The settings that say how much is in memory at once, with half of each; empty where there is none to halve.
nlohmann::json halved(const nlohmann::json& spec)
{
    nlohmann::json values = spec;
    bool any = false;
    for (const char* name : {"anchors_per_call", "queries_per_call", "batch"})
        if (const auto found = values.find(name); found != values.end() && found->is_number_integer() && found->get<std::int64_t>() > 1) {
            *found = found->get<std::int64_t>() / 2;
            any = true;
        }
    values.erase("name"); // it belongs to the failed run
    return any ? values : nlohmann::json();
}

bool says(const QString& text, std::initializer_list<const char*> words)
{
    return std::any_of(words.begin(), words.end(), [&text](const char* word) { return text.contains(QLatin1String(word), Qt::CaseInsensitive); });
}

void split(const QString& error, JobAdvice& advice)
{
    QString rest = error;
    if (const qsizetype open = rest.lastIndexOf(QStringLiteral(" (")); open >= 0 && rest.endsWith(u')')) {
        advice.hint = rest.mid(open + 2, rest.size() - open - 3);
        rest.truncate(open);
    }
    const QStringList parts = rest.split(QStringLiteral(": "));
    advice.what = parts.value(0);
    advice.where = parts.size() > 2 ? parts.mid(1, parts.size() - 2).join(QStringLiteral(": ")) : QString();
    advice.why = parts.size() > 1 ? parts.last() : QString();
}

} // namespace

JobAdvice adviceFor(const store::RunRecord& run)
{
    JobAdvice advice;
    const QString error = QString::fromStdString(run.error);
    split(error, advice);
    const nlohmann::json spec = nlohmann::json::parse(run.spec, nullptr, false);
    const nlohmann::json half = spec.is_object() ? halved(spec) : nlohmann::json();
    if (says(error, {"out of memory", "not enough memory"}) && half.is_object()) {
        advice.action = JobAdvice::Action::OpenForm;
        advice.button = AdviceTexts::tr("Halve the batch…");
        advice.values = half;
    } else if (says(error, {"no embeddings"})) {
        advice.action = JobAdvice::Action::Embed;
        advice.button = AdviceTexts::tr("Build embeddings…");
    } else if (says(error, {"disk is full", "no space left", "database or disk is full"})) {
        advice.action = JobAdvice::Action::ClearCache;
        advice.button = AdviceTexts::tr("Make room…");
    } else if (says(error, {"model folder", "cannot load the model", "device"}) && spec.is_object()) {
        advice.action = JobAdvice::Action::OpenForm;
        advice.button = AdviceTexts::tr("Change the settings…");
        advice.values = spec;
    } else {
        advice.action = JobAdvice::Action::Resume;
        advice.button = AdviceTexts::tr("Resume");
    }
    return advice;
}

} // namespace fulcrum::bridge
