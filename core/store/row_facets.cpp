// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/row_order.h"

#include "core/data/filter_values.h"
#include "core/store/row_filter.h"

#include <fmt/format.h>

namespace fulcrum::store {
namespace {

using data::Field;

constexpr std::size_t kMostQuestionTypes = 65, kMostAnswers = 30;
constexpr int kMostWords = 63; // longer texts count together

enum FacetIndex { kAnswerType, kQuestionType, kAnswer, kTag, kWordCount, kMissing, kFacets };
constexpr Field kFacetFields[kFacets]
    = {Field::AnswerType, Field::QuestionType, Field::Answer, Field::Tag, Field::WordCount, Field::Missing};

/// How often each text occurred. The texts lie in the data set's table.
class TextCounts
{
public:
    void add(std::string_view text)
    {
        if (m_last && m_last->first == text) { // questions about one image often share a type
            ++m_last->second;
            return;
        }
        m_last = &*m_counts.try_emplace(text, 0).first; // its address stays
        ++m_last->second;
    }
    void add(const TextCounts& other)
    {
        for (const auto& [text, count] : other.m_counts)
            m_counts[text] += count;
    }
    std::vector<std::pair<std::string_view, std::int64_t>> mostCommon() const
    {
        std::vector<std::pair<std::string_view, std::int64_t>> list;
        for (const auto& [text, count] : m_counts)
            if (!text.empty())
                list.emplace_back(text, count);
        std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
            return a.second != b.second ? a.second > b.second : a.first < b.first;
        });
        return list;
    }

private:
    std::unordered_map<std::string_view, std::int64_t> m_counts;
    std::pair<const std::string_view, std::int64_t>* m_last = nullptr;
};

/// What one part of a scan counted.
struct Counts
{
    TextCounts texts[kTag]; // answer type, question type, answer
    std::vector<std::int64_t> tags;
    std::int64_t words[kMostWords + 1] = {};
    std::int64_t missing = 0, present = 0;

    void add(const Counts& other)
    {
        for (int i = 0; i < kTag; ++i)
            texts[i].add(other.texts[i]);
        tags.resize(std::max(tags.size(), other.tags.size()));
        for (std::size_t i = 0; i < other.tags.size(); ++i)
            tags[i] += other.tags[i];
        for (int i = 0; i <= kMostWords; ++i)
            words[i] += other.words[i];
        missing += other.missing;
        present += other.present;
    }
};

class FacetScan
{
public:
    FacetScan(const data::Dataset& dataset, const RowFilter& filter, const SampleFacts& facts)
        : m_dataset(dataset), m_filter(filter), m_facts(facts), m_possible(dataset.size(), true)
    {
        for (const RowFilter::Group& group : filter.groups()) {
            const auto* own = group.field ? std::find(std::begin(kFacetFields), std::end(kFacetFields), *group.field)
                                          : std::end(kFacetFields);
            if (own == std::end(kFacetFields) && group.tests.empty())
                m_possible.keep(group.rows);
            else
                m_groups.push_back({&group, own == std::end(kFacetFields) ? kEverywhere : 1U << (own - kFacetFields)});
        }
    }

    Result<Counts> count(std::stop_token stop) const
    {
        FULCRUM_TRY(std::vector<Counts> parts,
            scanRows<Counts>(m_filter, m_dataset, kScanThreads, stop, [&](Counts& counts, std::size_t row) { return visit(counts, row); }));
        Counts all = std::move(parts.front());
        for (std::size_t i = 1; i < parts.size(); ++i)
            all.add(parts[i]);
        return all;
    }

private:
    static constexpr unsigned kEverywhere = 1U << kFacets;
    struct OwnedGroup
    {
        const RowFilter::Group* group;
        unsigned failure; // bit of the facet that leaves it out, or kEverywhere
    };

    bool visit(Counts& counts, std::size_t row) const
    {
        if (!m_possible.contains(row))
            return true;
        const data::SampleView sample = m_dataset.view(row);
        unsigned failures = 0;
        for (const OwnedGroup& one : m_groups) {
            const RowFilter::Truth holds = one.group->holds(row, sample);
            if (holds == RowFilter::Truth::Broken)
                return false;
            if (holds == RowFilter::Truth::No)
                failures |= one.failure;
            if ((failures & kEverywhere) != 0 || (failures & (failures - 1)) != 0)
                return true; // no facet can count it
        }
        const auto counted = [failures](FacetIndex facet) { return (failures & ~(1U << facet)) == 0; };
        if (m_dataset.task() == data::Task::Vqa) {
            if (counted(kAnswerType))
                counts.texts[kAnswerType].add(sample.answerType);
            if (counted(kQuestionType))
                counts.texts[kQuestionType].add(sample.questionType);
            if (counted(kAnswer))
                counts.texts[kAnswer].add(sample.answer);
        }
        if (counted(kWordCount))
            ++counts.words[std::min(data::wordCount(sample), kMostWords)];
        if (m_facts.missing && counted(kMissing))
            ++((*m_facts.missing)[row] ? counts.missing : counts.present);
        if (m_facts.tags && counted(kTag)) {
            counts.tags.resize(m_facts.tags->names.size());
            for (const std::uint16_t tag : m_facts.tags->of(static_cast<std::int64_t>(row)))
                ++counts.tags[tag];
        }
        return true;
    }

    const data::Dataset& m_dataset;
    const RowFilter& m_filter;
    const SampleFacts& m_facts;
    RowSet m_possible;
    std::vector<OwnedGroup> m_groups;
};

FacetValue textValue(Field field, std::string_view text, std::int64_t count)
{
    FacetValue value;
    value.condition.field = field;
    value.condition.text = text;
    value.text = text;
    value.count = count;
    return value;
}

Facet textFacet(Field field, const TextCounts& counts, std::size_t most)
{
    Facet facet;
    facet.field = field;
    for (const auto& [text, count] : counts.mostCommon())
        if (facet.values.size() < most)
            facet.values.push_back(textValue(field, text, count));
        else
            facet.others += count;
    return facet;
}

Facet tagFacet(const TagFacts& tags, const Counts& counts)
{
    Facet facet;
    facet.field = Field::Tag;
    for (std::size_t i = 0; i < counts.tags.size(); ++i)
        if (counts.tags[i] > 0)
            facet.values.push_back(textValue(Field::Tag, tags.names[i], counts.tags[i]));
    std::stable_sort(facet.values.begin(), facet.values.end(),
        [](const FacetValue& a, const FacetValue& b) { return a.count > b.count; });
    return facet;
}

Facet wordFacet(const Counts& counts)
{
    Facet facet;
    facet.field = Field::WordCount;
    int first = 0, last = kMostWords;
    while (first < last && counts.words[first] == 0)
        ++first;
    while (last > first && counts.words[last] == 0)
        --last;
    for (int words = first; words <= last && counts.words[last] > 0; ++words) {
        FacetValue value = textValue(Field::WordCount, {}, counts.words[words]);
        value.condition.number = {words == kMostWords ? data::NumberTest::Op::GreaterEqual : data::NumberTest::Op::Equal,
            static_cast<double>(words), 0};
        value.text = fmt::format("{}{}", words, words == kMostWords ? "+" : "");
        facet.values.push_back(std::move(value));
    }
    return facet;
}

Facet missingFacet(const Counts& counts)
{
    Facet facet;
    facet.field = Field::Missing;
    for (const bool missing : {false, true}) {
        FacetValue value = textValue(Field::Missing, {}, missing ? counts.missing : counts.present);
        value.condition.negated = !missing;
        value.text = missing ? "missing" : "present";
        if (value.count > 0)
            facet.values.push_back(std::move(value));
    }
    return facet;
}

} // namespace

Result<std::vector<Facet>> facets(Database& database, const data::Dataset& dataset, const data::Filter& filter,
    const SampleFacts& facts, std::stop_token stop)
{
    FULCRUM_TRY(const RowFilter prepared, RowFilter::prepare(database, dataset, filter, facts));
    FULCRUM_TRY(const Counts counts, FacetScan(dataset, prepared, facts).count(stop));
    std::vector<Facet> found;
    if (dataset.task() == data::Task::Vqa) {
        found.push_back(textFacet(Field::AnswerType, counts.texts[kAnswerType], kMostQuestionTypes));
        found.push_back(textFacet(Field::QuestionType, counts.texts[kQuestionType], kMostQuestionTypes));
        found.push_back(textFacet(Field::Answer, counts.texts[kAnswer], kMostAnswers));
    }
    if (facts.tags)
        found.push_back(tagFacet(*facts.tags, counts));
    found.push_back(wordFacet(counts));
    if (facts.missing)
        found.push_back(missingFacet(counts));
    return found;
}

} // namespace fulcrum::store
