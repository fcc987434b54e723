// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/row_filter.h"

#include "core/data/filter_values.h"
#include "core/store/sample_repository.h"

#include <bit>
#include <fmt/format.h>

namespace fulcrum::store {
namespace {

using data::Condition;
using data::Field;
using Truth = RowFilter::Truth;

Truth truth(bool value) { return value ? Truth::Yes : Truth::No; }

template <class Texts>
Truth anyOf(const Texts& texts, const auto& holds)
{
    for (const std::string_view text : texts)
        if (const Truth one = holds(text); one != Truth::No)
            return one;
    return Truth::No;
}

/// Whether a condition holds for some text that its field stands for.
Truth textHolds(const data::SampleView& sample, Field field, const auto& holds)
{
    switch (field) {
    case Field::Caption: return anyOf(sample.captions, holds);
    case Field::Question: return holds(sample.question);
    case Field::Answer: return holds(sample.answer);
    case Field::AnswerType: return holds(sample.answerType);
    case Field::QuestionType: return holds(sample.questionType);
    case Field::File: return anyOf(std::array{sample.imageFile, data::fileName(sample)}, holds);
    default: break;
    }
    // Every text: those that a sample of this task does not have are none.
    return sample.captions.empty() ? anyOf(std::array{sample.question, sample.answer}, holds) : anyOf(sample.captions, holds);
}

double numberOf(const data::SampleView& sample, Field field)
{
    const auto known = [](int pixels) { return pixels > 0 ? pixels : std::nan(""); };
    switch (field) {
    case Field::WordCount: return data::wordCount(sample);
    case Field::Width: return known(sample.width);
    case Field::Height: return known(sample.height);
    case Field::CaptionCount: return static_cast<double>(sample.captions.size());
    case Field::AnswerCount: return data::distinctAnswers(sample);
    default: return data::agreement(sample);
    }
}

bool belongsTo(const data::FieldInfo& info, data::Task task) { return task == data::Task::Caption ? info.captions : info.vqa; }

/// Turns conditions into sets of rows where the index, the facts or the ids decide.
class SetMaker
{
public:
    SetMaker(Database& database, const data::Dataset& dataset, const SampleFacts& facts)
        : m_database(database), m_dataset(dataset), m_facts(facts)
    {
    }

    /// Nothing when the condition is a test on the sample.
    Result<std::optional<RowSet>> rows(const Condition& condition)
    {
        if (!belongsTo(data::fieldInfo(condition.field), m_dataset.task()))
            return RowSet(m_dataset.size(), false);
        switch (condition.field) {
        case Field::Words: return wordRows(condition);
        case Field::Id: {
            RowSet set(m_dataset.size(), false);
            for (const std::int64_t id : condition.ids)
                if (const std::int64_t index = m_dataset.indexOfId(id); index >= 0)
                    set.add(static_cast<std::size_t>(index));
            return set;
        }
        case Field::Split: return RowSet(m_dataset.size(), condition.text == data::splitName(m_dataset.split()));
        case Field::Tag:
        case Field::Starred:
        case Field::Untagged: return tagRows(condition);
        case Field::Missing:
            if (!m_facts.missing)
                return absent("missing images");
            return rowsWhere([&](std::size_t i) { return (*m_facts.missing)[i]; });
        case Field::UsedBy:
            return numberRows(m_facts.usedCounts(usedKey(condition)), condition, "uses as a demonstration");
        case Field::Score: return numberRows(m_facts.scoresOf(scoreKey(condition)), condition, "scores of a run");
        case Field::Similar: return similarRows(condition);
        default: return std::nullopt;
        }
    }

private:
    static tl::unexpected<Error> absent(const char* what)
    {
        return fail(ErrorCode::Internal, "the filter cannot be used", {}, fmt::format("{} were not loaded", what));
    }
    RowSet rowsWhere(const auto& holds) const
    {
        RowSet set(m_dataset.size(), false);
        for (std::size_t i = 0; i < m_dataset.size(); ++i)
            if (holds(i))
                set.add(i);
        return set;
    }

    Result<RowSet> lookUp(std::span<const data::SearchTerm> terms)
    {
        FULCRUM_TRY(const std::vector<std::int64_t> found,
            SampleRepository(m_database).searchIndices(
                m_dataset.task(), m_dataset.split(), terms, m_dataset.fingerprint()));
        RowSet set(m_dataset.size(), false);
        for (const std::int64_t index : found)
            if (index >= 0 && static_cast<std::size_t>(index) < set.size())
                set.add(static_cast<std::size_t>(index));
        return set;
    }
    Result<std::optional<RowSet>> wordRows(const Condition& condition)
    {
        std::vector<data::SearchTerm> terms = data::parseWords(condition.text);
        if (std::any_of(terms.begin(), terms.end(), [](const data::SearchTerm& term) { return !term.excluded; })) {
            FULCRUM_TRY(RowSet set, lookUp(terms));
            return set;
        }
        RowSet rest(m_dataset.size(), true); // the index knows no search for what is not there
        for (data::SearchTerm& term : terms) {
            term.excluded = false;
            FULCRUM_TRY(RowSet set, lookUp({&term, 1}));
            set.invert();
            rest.keep(set);
        }
        return rest;
    }
    Result<std::optional<RowSet>> tagRows(const Condition& condition) const
    {
        if (!m_facts.tags)
            return absent("tags");
        const int star = m_facts.tags->idOf(data::kStarTag);
        const bool untagged = condition.field == Field::Untagged;
        const int wanted = condition.field == Field::Tag ? m_facts.tags->idOf(condition.text) : star;
        return rowsWhere([&](std::size_t i) {
            const auto tags = m_facts.tags->of(static_cast<std::int64_t>(i));
            return untagged ? std::all_of(tags.begin(), tags.end(), [&](std::uint16_t tag) { return tag == star; })
                            : std::find(tags.begin(), tags.end(), wanted) != tags.end();
        });
    }
    template <class T>
    Result<std::optional<RowSet>> numberRows(const std::vector<T>* values, const Condition& condition, const char* what) const
    {
        if (!values)
            return absent(what);
        return rowsWhere([&](std::size_t i) { return condition.number.matches(static_cast<double>((*values)[i])); });
    }
    Result<std::optional<RowSet>> similarRows(const Condition& condition) const
    {
        const std::vector<float>* values = m_facts.similaritiesOf(condition.text);
        if (!values)
            return fail(ErrorCode::ModelUnavailable, "cannot compare a text with the images", condition.text,
                "their similarities are not known", "this needs a CLIP model and image embeddings of this data set");
        return rowsWhere([&](std::size_t i) { return !std::isnan((*values)[i]); });
    }

    Database& m_database;
    const data::Dataset& m_dataset;
    const SampleFacts& m_facts;
};

Result<RowFilter::Group> prepareGroup(SetMaker& sets, std::span<const Condition> conditions, std::size_t size)
{
    RowFilter::Group group;
    group.rows = RowSet(size, false);
    group.field = conditions.front().field;
    for (const Condition& condition : conditions) {
        if (condition.field != group.field)
            group.field.reset();
        FULCRUM_TRY(std::optional<RowSet> rows, sets.rows(condition));
        if (rows) {
            if (condition.negated)
                rows->invert();
            group.rows.addAll(*rows);
            continue;
        }
        RowFilter::Test& test = group.tests.emplace_back();
        test.condition = condition;
        std::sort(test.condition.ids.begin(), test.condition.ids.end());
        if (condition.pattern) {
            FULCRUM_TRY(test.pattern, data::FilterPattern::compile(condition.text, condition.caseSensitive));
        }
    }
    std::stable_partition(group.tests.begin(), group.tests.end(), [](const RowFilter::Test& test) { return !test.pattern; });
    return group;
}

} // namespace

RowSet::RowSet(std::size_t size, bool all) : m_size(size), m_words((size + 63) / 64)
{
    if (all)
        invert();
}

void RowSet::invert()
{
    for (std::uint64_t& word : m_words)
        word = ~word;
    if (m_size % 64 != 0)
        m_words.back() &= (std::uint64_t{1} << (m_size % 64)) - 1;
}

void RowSet::keep(const RowSet& other)
{
    for (std::size_t i = 0; i < m_words.size(); ++i)
        m_words[i] &= other.m_words[i];
}

void RowSet::addAll(const RowSet& other)
{
    for (std::size_t i = 0; i < m_words.size(); ++i)
        m_words[i] |= other.m_words[i];
}

std::size_t RowSet::count() const
{
    std::size_t count = 0;
    for (const std::uint64_t word : m_words)
        count += static_cast<std::size_t>(std::popcount(word));
    return count;
}

Truth RowFilter::Test::holds(const data::SampleView& sample) const
{
    Truth found = Truth::No;
    if (pattern) {
        found = textHolds(sample, condition.field, [this](std::string_view text) {
            const auto match = pattern->match(text);
            return match == data::FilterPattern::Match::TooManySteps ? Truth::Broken
                                                                     : truth(match == data::FilterPattern::Match::Found);
        });
    } else if (condition.field == Field::Image) {
        found = truth(std::binary_search(condition.ids.begin(), condition.ids.end(), sample.imageId));
    } else if (data::fieldInfo(condition.field).kind == data::FieldKind::Number) {
        found = truth(condition.number.matches(numberOf(sample, condition.field)));
    } else {
        found = textHolds(sample, condition.field, [this](std::string_view text) { return truth(text == condition.text); });
    }
    return found == Truth::Broken ? found : truth((found == Truth::Yes) != condition.negated);
}

Truth RowFilter::Group::holds(std::size_t row, const data::SampleView& sample) const
{
    if (rows.contains(row))
        return Truth::Yes;
    for (const Test& test : tests)
        if (const Truth one = test.holds(sample); one != Truth::No)
            return one;
    return Truth::No;
}

Result<RowFilter> RowFilter::prepare(
    Database& database, const data::Dataset& dataset, const data::Filter& filter, const SampleFacts& facts)
{
    RowFilter prepared;
    SetMaker sets(database, dataset, facts);
    for (const data::FilterGroup& group : filter.groups) {
        std::vector<Condition> enabled;
        std::copy_if(group.begin(), group.end(), std::back_inserter(enabled), [](const Condition& one) { return !one.disabled; });
        if (enabled.empty())
            continue;
        FULCRUM_TRY(Group made, prepareGroup(sets, enabled, dataset.size()));
        prepared.m_groups.push_back(std::move(made));
    }
    return prepared;
}

RowSet RowFilter::candidates(std::size_t size) const
{
    RowSet rows(size, true);
    for (const Group& group : m_groups)
        if (group.tests.empty())
            rows.keep(group.rows);
    return rows;
}

Result<std::vector<std::int32_t>> RowFilter::scan(const data::Dataset& dataset, std::stop_token stop) const
{
    using Rows = std::vector<std::int32_t>;
    const RowSet possible = candidates(dataset.size());
    std::vector<const Group*> tested;
    for (const Group& group : m_groups)
        if (!group.tests.empty())
            tested.push_back(&group);
    const auto visit = [&](Rows& found, std::size_t row) {
        if (!possible.contains(row))
            return true;
        if (!tested.empty()) {
            const data::SampleView sample = dataset.view(row);
            for (const Group* group : tested)
                if (const Truth one = group->holds(row, sample); one != Truth::Yes)
                    return one == Truth::No;
        }
        found.push_back(static_cast<std::int32_t>(row));
        return true;
    };
    FULCRUM_TRY(std::vector<Rows> parts, scanRows<Rows>(*this, dataset, tested.empty() ? 1 : kScanThreads, stop, visit));
    Rows rows = std::move(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i)
        rows.insert(rows.end(), parts[i].begin(), parts[i].end());
    return rows;
}

Error RowFilter::errorAt(const data::SampleView& sample) const
{
    for (const Group& group : m_groups)
        for (const Test& test : group.tests)
            if (test.pattern && test.holds(sample) == Truth::Broken)
                return test.pattern->tooManySteps();
    return {};
}

} // namespace fulcrum::store
