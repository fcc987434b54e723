// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/row_order.h"

#include "core/data/filter_values.h"
#include "core/store/row_filter.h"
#include "core/store/row_sort.h"
#include "core/store/sample_repository.h"

#include <fmt/format.h>
#include <limits>

namespace fulcrum::store {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// The first enabled condition on a field that is not negated.
const data::Condition* conditionOn(const data::Filter& filter, data::Field field)
{
    for (const data::FilterGroup& group : filter.groups)
        for (const data::Condition& condition : group)
            if (condition.field == field && !condition.negated && !condition.disabled)
                return &condition;
    return nullptr;
}

std::string_view textOf(const data::SampleView& sample, SortColumn column)
{
    switch (column) {
    case SortColumn::File: return sample.imageFile;
    case SortColumn::Answer: return sample.answer;
    case SortColumn::AnswerType: return sample.answerType;
    case SortColumn::QuestionType: return sample.questionType;
    default: return data::shownText(sample);
    }
}

double numberOf(const data::SampleView& sample, SortColumn column)
{
    switch (column) {
    case SortColumn::Id: return static_cast<double>(sample.id);
    case SortColumn::ImageId: return static_cast<double>(sample.imageId);
    case SortColumn::Words: return data::wordCount(sample);
    default: break;
    }
    const double pixels = static_cast<double>(sample.width) * sample.height;
    return pixels > 0 ? pixels : kUnknown;
}

class Sorter
{
public:
    Sorter(Database& database, const data::Dataset& dataset, const RowQuery& query, const SampleFacts& facts, std::stop_token stop)
        : m_database(database), m_dataset(dataset), m_query(query), m_facts(facts), m_stop(stop)
    {
    }

    Result<std::vector<std::int32_t>> sort(std::vector<std::int32_t> rows) const
    {
        const SortKey& key = m_query.sort;
        switch (key.column) {
        case SortColumn::Official:
            if (key.descending)
                std::reverse(rows.begin(), rows.end());
            return rows;
        case SortColumn::File:
        case SortColumn::Text:
        case SortColumn::Answer:
        case SortColumn::AnswerType:
        case SortColumn::QuestionType: return byText(rows);
        case SortColumn::Tags:
            if (!m_facts.tags)
                return absent("tags");
            return by(rows, [&](std::int32_t row) { return static_cast<double>(m_facts.tags->of(row).size()); }, key.descending);
        case SortColumn::Used: return byValues(rows, m_facts.usedCounts(key.used), key.descending, "uses as a demonstration");
        case SortColumn::Score: return byValues(rows, m_facts.scoresOf(key.score), key.descending, "scores of a run");
        case SortColumn::Relevance: return byRelevance(std::move(rows));
        default:
            return by(rows, [&](std::int32_t row) { return numberOf(m_dataset.view(static_cast<std::size_t>(row)), key.column); },
                key.descending);
        }
    }

private:
    static tl::unexpected<Error> absent(const char* what)
    {
        return fail(ErrorCode::Internal, "the samples cannot be sorted", {}, fmt::format("{} were not loaded", what));
    }
    bool stopped(std::size_t done) const { return done % 1024 == 0 && m_stop.stop_requested(); }
    static tl::unexpected<Error> cancelled() { return fail(ErrorCode::Cancelled, "the samples were not sorted"); }

    Result<std::vector<std::int32_t>> by(const std::vector<std::int32_t>& rows, const auto& valueOf, bool descending) const
    {
        std::vector<NumberRow> keyed;
        keyed.reserve(rows.size());
        for (const std::int32_t row : rows) {
            if (stopped(keyed.size()))
                return cancelled();
            keyed.push_back({valueOf(row), row});
        }
        return sorted(std::move(keyed), descending);
    }
    Result<std::vector<std::int32_t>> byText(const std::vector<std::int32_t>& rows) const
    {
        std::vector<TextRow> keyed;
        keyed.reserve(rows.size());
        for (const std::int32_t row : rows) {
            if (stopped(keyed.size()))
                return cancelled();
            keyed.push_back({textOf(m_dataset.view(static_cast<std::size_t>(row)), m_query.sort.column), row, 0, 0});
        }
        return sorted(std::move(keyed), m_query.sort.descending);
    }
    template <class T>
    Result<std::vector<std::int32_t>> byValues(
        const std::vector<std::int32_t>& rows, const std::vector<T>* values, bool descending, const char* what) const
    {
        if (!values)
            return absent(what);
        return by(rows, [&](std::int32_t row) { return static_cast<double>((*values)[static_cast<std::size_t>(row)]); }, descending);
    }

    Result<std::vector<std::int32_t>> byRelevance(std::vector<std::int32_t> rows) const
    {
        const bool worstFirst = m_query.sort.descending;
        if (const data::Condition* similar = conditionOn(m_query.filter, data::Field::Similar))
            return byValues(rows, m_facts.similaritiesOf(similar->text), !worstFirst, "similarities");
        const data::Condition* words = conditionOn(m_query.filter, data::Field::Words);
        if (!words)
            return rows;
        FULCRUM_TRY(const auto ranks,
            SampleRepository(m_database).searchRanks(
                m_dataset.task(), m_dataset.split(), data::parseWords(words->text), m_dataset.fingerprint()));
        std::vector<double> rankOf(m_dataset.size(), kUnknown);
        for (const auto& [index, rank] : ranks)
            if (index >= 0 && static_cast<std::size_t>(index) < rankOf.size())
                rankOf[static_cast<std::size_t>(index)] = rank;
        return byValues(rows, &rankOf, worstFirst, "ranks"); // bm25: lower is better
    }

    Database& m_database;
    const data::Dataset& m_dataset;
    const RowQuery& m_query;
    const SampleFacts& m_facts;
    std::stop_token m_stop;
};

} // namespace

FactsWanted factsFor(const RowQuery& query)
{
    FactsWanted wanted;
    wanted.add(query.filter);
    switch (query.sort.column) {
    case SortColumn::Tags: wanted.tags = true; break;
    case SortColumn::Used: wanted.add(query.sort.used); break;
    case SortColumn::Score: wanted.add(query.sort.score); break;
    default: break;
    }
    return wanted;
}

Result<RowOrder> rowOrder(Database& database, const data::Dataset& dataset, const RowQuery& query, const SampleFacts& facts,
    std::stop_token stop)
{
    FULCRUM_TRY(const RowFilter filter, RowFilter::prepare(database, dataset, query.filter, facts));
    FULCRUM_TRY(std::vector<std::int32_t> rows, filter.scan(dataset, stop));
    RowOrder order;
    FULCRUM_TRY(order.rows, Sorter(database, dataset, query, facts, stop).sort(std::move(rows)));
    order.highlighter = data::Highlighter(query.filter);
    return order;
}

} // namespace fulcrum::store
