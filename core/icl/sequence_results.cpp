// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/sequence_results.h"

#include "core/base/version.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace fulcrum::icl {

namespace {

using nlohmann::json;

// Kinds of icd_sequence.
constexpr const char* kFindings = "findings";
constexpr const char* kWhatIf = "whatif";

std::optional<double> known(double value)
{
    return std::isnan(value) ? std::nullopt : std::optional<double>(value);
}

std::vector<store::IcdStep> storedSteps(const IcdSequence& sequence)
{
    std::vector<store::IcdStep> steps;
    for (const IcdStep& icd : sequence.icds)
        steps.push_back({icd.index, icd.step, known(icd.probability), known(icd.similarity), known(icd.gain), icd.rank});
    return steps;
}

/// The members that make a record comparable. Texts stand here because icd_step has no place for them.
json documentOf(const FindingsScope& scope, const IcdSequence& sequence)
{
    json document = {{"split", data::splitName(scope.split)}, {"data", scope.data}, {"version", version()},
        {"commit", gitCommit()}};
    if (const Prompt prompt = promptOf(sequence); !prompt.texts.empty())
        document["texts"] = prompt.texts;
    return document;
}

json documentOf(const GainTable& table)
{
    json steps = json::array();
    for (const GainStep& step : table.steps)
        steps.push_back({step.position, step.probability});
    return {{"base", table.baseProbability}, {"steps", std::move(steps)}};
}

/// Gains are differences of what is stored, so they are made again.
GainTable gainsFrom(const json& document)
{
    GainTable table;
    table.baseProbability = document.at("base").get<double>();
    double before = table.baseProbability;
    for (const json& row : document.at("steps")) {
        GainStep step;
        step.position = row.at(0).get<int>();
        step.probability = row.at(1).get<double>();
        step.gain = step.probability - before;
        step.logGain = std::log(step.probability) - std::log(before);
        step.cumulative = step.probability - table.baseProbability;
        before = step.probability;
        table.steps.push_back(step);
    }
    return table;
}

json documentOf(const Answer& answer)
{
    json document = {{"prediction", answer.prediction}, {"raw", answer.rawOutput}, {"prompt_hash", answer.promptHash},
        {"seconds", answer.seconds}};
    if (!std::isnan(answer.score))
        document["score"] = answer.score;
    return document;
}

Answer answerFrom(const json& document)
{
    Answer answer;
    answer.prediction = document.at("prediction").get<std::string>();
    answer.rawOutput = document.at("raw").get<std::string>();
    answer.promptHash = document.at("prompt_hash").get<std::string>();
    answer.seconds = document.at("seconds").get<double>();
    answer.score = document.value("score", kUnknown);
    return answer;
}

bool isPermutation(const std::vector<int>& order, std::size_t count)
{
    std::vector<char> seen(count, 0);
    for (const int position : order) {
        if (position < 0 || static_cast<std::size_t>(position) >= count || seen[static_cast<std::size_t>(position)])
            return false;
        seen[static_cast<std::size_t>(position)] = 1;
    }
    return order.size() == count;
}

/// Positions come from outside: whatever does not fit the sequence is left out.
SequenceFindings findingsFrom(const json& document, const FindingsScope& scope, std::size_t count)
{
    SequenceFindings found;
    if (document.contains("answer") && document.value("generation", std::string()) == scope.generation)
        found.answer = answerFrom(document.at("answer"));
    if (document.value("gate", std::string()) != scope.gate)
        return found;
    if (document.contains("probability"))
        found.probability = document.at("probability").get<double>();
    if (document.contains("gains")) {
        GainTable table = gainsFrom(document.at("gains"));
        std::vector<int> order;
        for (const GainStep& step : table.steps)
            order.push_back(step.position);
        if (isPermutation(order, count))
            found.gains = std::move(table);
    }
    if (document.contains("leave_one_out"))
        if (auto values = document.at("leave_one_out").get<std::vector<double>>(); values.size() == count)
            found.leaveOneOut = std::move(values);
    if (document.contains("orders")) {
        std::vector<ScoredOrder> orders;
        for (const json& row : document.at("orders"))
            if (ScoredOrder one{row.at(0).get<std::vector<int>>(), row.at(1).get<double>()}; isPermutation(one.order, count))
                orders.push_back(std::move(one));
        if (!orders.empty())
            found.orders = std::move(orders);
    }
    return found;
}

IcdSequence sequenceFrom(const store::IcdSequenceRecord& record, const json& document)
{
    IcdSequence sequence{record.query, {}};
    for (const store::IcdStep& step : record.steps) {
        IcdStep icd;
        icd.index = step.item;
        icd.step = step.step;
        icd.probability = step.probability.value_or(kUnknown);
        icd.similarity = step.similarity.value_or(kUnknown);
        icd.gain = step.gain.value_or(kUnknown);
        sequence.icds.push_back(std::move(icd));
    }
    if (document.contains("texts")) {
        const auto texts = document.at("texts").get<std::vector<std::string>>();
        for (std::size_t i = 0; i < std::min(texts.size(), sequence.icds.size()); ++i)
            sequence.icds[i].text = texts[i];
    }
    return sequence;
}

/// The records of a kind about a query, each with its document. `use` may throw on damaged JSON: the record is left out.
template <class Use>
Result<void> forEach(store::Database& database, const FindingsScope& scope, std::int64_t query, const char* kind, Use use)
{
    FULCRUM_TRY(const auto records, store::SequenceRepository(database).list(scope.task, query));
    for (const store::IcdSequenceRecord& record : records) {
        if (record.kind != kind || record.query != query)
            continue;
        const json document = json::parse(record.result, nullptr, false);
        if (!document.is_object())
            continue;
        try {
            if (document.value("split", std::string()) == data::splitName(scope.split)
                && document.value("data", std::string()) == scope.data)
                use(record, document);
        } catch (const json::exception&) { // outside input
        }
    }
    return {};
}

store::IcdSequenceRecord recordOf(const FindingsScope& scope, const char* kind, const IcdSequence& sequence)
{
    store::IcdSequenceRecord record;
    record.kind = kind;
    record.task = scope.task;
    record.query = sequence.query;
    record.steps = storedSteps(sequence);
    return record;
}

std::string textOf(const json& document)
{
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

void SequenceFindings::add(const SequenceFindings& newer)
{
    const auto take = [](auto& mine, const auto& theirs) {
        if (theirs)
            mine = theirs;
    };
    take(answer, newer.answer);
    take(probability, newer.probability);
    take(gains, newer.gains);
    take(leaveOneOut, newer.leaveOneOut);
    take(orders, newer.orders);
}

void SequenceFindings::add(const Explanation& newer)
{
    add(SequenceFindings{{}, newer.probability, newer.gains, newer.leaveOneOut, newer.orders});
}

FindingsScope FindingsScope::of(const AskSettings& settings, const data::Dataset& queries, const data::Dataset& support)
{
    return {queries.task(), queries.split(), queries.fingerprint() + ' ' + support.fingerprint(), settings.lvlm,
        settings.generation(), settings.spec.text("gate")};
}

Result<void> storeFindings(store::Database& database, const FindingsScope& scope, const IcdSequence& sequence,
    const SequenceFindings& findings, const FindingsOrigin& origin)
{
    json document = documentOf(scope, sequence);
    document["lvlm"] = scope.lvlm;
    document["lvlm_hash"] = origin.lvlmHash;
    document["device"] = origin.device;
    document["settings_run"] = origin.settingsRun;
    document["generation"] = scope.generation;
    document["gate"] = scope.gate;
    if (findings.answer)
        document["answer"] = documentOf(*findings.answer);
    if (findings.probability)
        document["probability"] = *findings.probability;
    if (findings.gains)
        document["gains"] = documentOf(*findings.gains);
    if (findings.leaveOneOut)
        document["leave_one_out"] = *findings.leaveOneOut;
    if (findings.orders) {
        json orders = json::array();
        for (const ScoredOrder& one : *findings.orders)
            orders.push_back({one.order, one.probability});
        document["orders"] = std::move(orders);
    }
    store::IcdSequenceRecord record = recordOf(scope, kFindings, sequence);
    record.result = textOf(document);
    FULCRUM_CHECK(store::SequenceRepository(database).add(record));
    return {};
}

Result<FindingsByPrompt> readFindings(store::Database& database, const FindingsScope& scope, std::int64_t query)
{
    FindingsByPrompt found;
    FULCRUM_CHECK(forEach(database, scope, query, kFindings, [&](const store::IcdSequenceRecord& record, const json& document) {
        if (document.value("lvlm", std::string()) != scope.lvlm)
            return;
        const IcdSequence sequence = sequenceFrom(record, document);
        found[promptOf(sequence)].add(findingsFrom(document, scope, sequence.icds.size()));
    }));
    return found;
}

Result<std::int64_t> keepWhatIf(store::Database& database, const FindingsScope& scope, const std::string& name,
    const IcdSequence& child, const std::string& strategy, const IcdSequence& parent, std::int64_t parentId)
{
    if (name.empty() || name.size() > 200)
        return fail(ErrorCode::Usage, "cannot keep a what-if", "name", "it has 1 to 200 characters");
    std::int64_t id = 0;
    FULCRUM_CHECK(database.transaction([&]() -> Result<void> {
        store::SequenceRepository sequences(database);
        store::IcdSequenceRecord record = recordOf(scope, kWhatIf, child);
        record.name = name;
        record.parent = parentId;
        if (parentId == 0) {
            store::IcdSequenceRecord origin = recordOf(scope, strategy.empty() ? "sequence" : strategy.c_str(), parent);
            origin.result = textOf(documentOf(scope, parent));
            FULCRUM_TRY(record.parent, sequences.add(origin));
        }
        json document = documentOf(scope, child);
        document["strategy"] = strategy;
        record.result = textOf(document);
        FULCRUM_TRY(id, sequences.add(record));
        return {};
    }));
    return id;
}

Result<std::vector<KeptWhatIf>> readWhatIfs(store::Database& database, const FindingsScope& scope, std::int64_t query)
{
    std::vector<KeptWhatIf> found;
    FULCRUM_CHECK(forEach(database, scope, query, kWhatIf, [&](const store::IcdSequenceRecord& record, const json& document) {
        found.push_back({record.id, record.parent, record.name, document.value("strategy", std::string()), record.created,
            sequenceFrom(record, document)});
    }));
    return found;
}

} // namespace fulcrum::icl
