// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/sample_browser.h"

#include "widgets/bridge/similarity_source.h"
#include "widgets/bridge/workspace_state.h"

namespace fulcrum::bridge {

namespace {

/// Parts of `from` that `into` lacks.
void addFacts(store::SampleFacts& into, const store::SampleFacts& from)
{
    if (!into.tags)
        into.tags = from.tags;
    if (!into.missing)
        into.missing = from.missing;
    for (const auto& used : from.used)
        if (!into.usedCounts(used->key))
            into.used.push_back(used);
    for (const auto& scores : from.scores)
        if (!into.scoresOf(scores->key))
            into.scores.push_back(scores);
    for (const auto& similarities : from.similarities)
        if (!into.similaritiesOf(similarities->text))
            into.similarities.push_back(similarities);
}

template <class Visit>
void forEachEnabled(const data::Filter& filter, Visit visit)
{
    for (const data::FilterGroup& group : filter.groups)
        for (const data::Condition& condition : group)
            if (!condition.disabled)
                visit(condition);
}

/// Similarities that the filter asks for; the others are dropped, each is a number a sample.
Result<void> addSimilarities(const project::Project& project, const data::Dataset& dataset, const data::Filter& filter,
    SimilaritySource& source, store::SampleFacts& facts, std::stop_token stop)
{
    std::vector<std::string> wanted;
    forEachEnabled(filter, [&](const data::Condition& condition) {
        if (condition.field == data::Field::Similar)
            wanted.push_back(condition.text);
    });
    std::erase_if(facts.similarities,
        [&](const auto& known) { return std::find(wanted.begin(), wanted.end(), known->text) == wanted.end(); });
    for (const std::string& text : wanted) {
        if (facts.similaritiesOf(text))
            continue;
        FULCRUM_TRY(auto similarities, source.compute(project, dataset, text, stop));
        facts.similarities.push_back(std::move(similarities));
    }
    return {};
}

int characters(const QByteArray& utf8, std::size_t bytes)
{
    return static_cast<int>(QString::fromUtf8(utf8.left(static_cast<qsizetype>(bytes))).size());
}

} // namespace

bool hasCondition(const data::Filter& filter, data::Field field)
{
    bool found = false;
    forEachEnabled(filter, [&](const data::Condition& condition) { found |= condition.field == field; });
    return found;
}

SampleBrowser::SampleBrowser(ProjectSession* session, WorkspaceState* state, QObject* parent)
    : QObject(parent), m_session(session), m_state(state), m_similarity(std::make_shared<SimilaritySource>()),
      m_order(&session->worker()), m_learn(&m_background), m_count(&m_background)
{
    for (const auto changed : {&ProjectSession::opened, &ProjectSession::datasetsLoaded, &ProjectSession::closed})
        connect(session, changed, this, &SampleBrowser::followDataset);
    connect(state, &WorkspaceState::taskChanged, this, &SampleBrowser::followDataset);
    connect(state, &WorkspaceState::splitChanged, this, &SampleBrowser::followDataset);
}

SampleBrowser::~SampleBrowser() = default;

qint64 SampleBrowser::shown() const
{
    if (!m_dataset)
        return 0;
    return static_cast<qint64>(m_rows ? m_rows->size() : m_dataset->size());
}

void SampleBrowser::setBusy(bool& flag, bool busy)
{
    if (flag == busy)
        return;
    flag = busy;
    Q_EMIT busyChanged();
}

void SampleBrowser::followDataset()
{
    const auto dataset = m_session->dataset(m_state->task(), m_state->split());
    if (dataset == m_dataset)
        return;
    m_dataset = dataset;
    m_order.cancel();
    m_learn.cancel();
    m_count.cancel();
    ++m_factsGeneration;
    m_facts = {};
    m_missing.reset();
    m_facets.clear();
    m_rows.reset();
    m_highlighter = {};
    m_error.reset();
    for (bool* flag : {&m_ordering, &m_learning, &m_counting})
        setBusy(*flag, false);
    Q_EMIT datasetChanged();
    Q_EMIT facetsChanged();
    order();
    learn();
}

store::RowQuery SampleBrowser::query() const
{
    store::RowQuery query {m_filter, m_sort};
    if (m_sort.column == store::SortColumn::Official && hasCondition(m_filter, data::Field::Similar))
        query.sort.column = store::SortColumn::Relevance; // who asks what is similar wants the most similar first
    return query;
}

void SampleBrowser::showAll()
{
    m_order.cancel();
    setBusy(m_ordering, false);
    m_error.reset();
    m_rows.reset();
    m_highlighter = {};
    Q_EMIT rowsChanged();
    count();
}

void SampleBrowser::order()
{
    const store::RowQuery wanted = query();
    if (!m_dataset || (!wanted.filter.isActive() && wanted.sort == store::SortKey())) {
        showAll();
        return;
    }
    setBusy(m_ordering, true);
    m_order.run(
        this,
        [project = m_session->project(), dataset = m_dataset, wanted, known = m_facts, similarity = m_similarity](
            std::stop_token stop) -> Result<Ordered> {
            FULCRUM_TRY(store::Database database, project->connect());
            FULCRUM_TRY(store::SampleFacts facts, store::loadFacts(database, *dataset, store::factsFor(wanted), known, stop));
            FULCRUM_CHECK(addSimilarities(*project, *dataset, wanted.filter, *similarity, facts, stop));
            FULCRUM_TRY(store::RowOrder order, store::rowOrder(database, *dataset, wanted, facts, stop));
            return Ordered {std::move(order), std::move(facts)};
        },
        [this, wanted, generation = m_factsGeneration](
            Result<Ordered> result) { accept(std::move(result), wanted, generation); });
}

void SampleBrowser::accept(Result<Ordered> result, const store::RowQuery& query, quint64 generation)
{
    setBusy(m_ordering, false);
    if (!result) {
        if (result.error().code != ErrorCode::Cancelled) {
            m_error = result.error();
            Q_EMIT rowsChanged();
        }
        return;
    }
    m_error.reset();
    m_highlighter = result->order.highlighter;
    const bool all = query.sort == store::SortKey() && result->order.rows.size() == m_dataset->size();
    m_rows = all ? nullptr : std::make_shared<const std::vector<std::int32_t>>(std::move(result->order.rows));
    m_facts.similarities.clear(); // only those of this filter stay
    takeFacts(result->facts, generation);
    Q_EMIT rowsChanged();
    count();
}

void SampleBrowser::takeFacts(const store::SampleFacts& facts, quint64 generation)
{
    if (generation != m_factsGeneration)
        return;
    addFacts(m_facts, facts);
    Q_EMIT factsChanged();
}

/// Tags come first: they are quick to read and everything that tags waits for them.
void SampleBrowser::learn()
{
    if (!m_dataset) {
        m_learn.cancel();
        setBusy(m_learning, false);
        return;
    }
    setBusy(m_learning, true);
    store::FactsWanted tags, all;
    tags.tags = all.tags = true;
    all.add(store::UsedKey());
    for (const store::ScoreKey& key : m_scoresWanted)
        all.add(key);
    m_learn.run(
        this,
        [project = m_session->project(), dataset = m_dataset, tags, known = m_facts](
            std::stop_token stop) -> Result<store::SampleFacts> {
            FULCRUM_TRY(store::Database database, project->connect());
            return store::loadFacts(database, *dataset, tags, known, stop);
        },
        [this, all, generation = m_factsGeneration](const Result<store::SampleFacts>& facts) {
            if (facts)
                takeFacts(*facts, generation);
            learnRest(all);
        });
}

void SampleBrowser::learnRest(const store::FactsWanted& wanted)
{
    m_learn.run(
        this,
        [project = m_session->project(), dataset = m_dataset, wanted, known = m_facts, missing = m_missing](
            std::stop_token stop) -> Result<Learned> {
            FULCRUM_TRY(store::Database database, project->connect());
            FULCRUM_TRY(store::SampleFacts facts, store::loadFacts(database, *dataset, wanted, known, stop));
            Learned learned {std::move(facts), missing};
            if (!learned.missing) {
                FULCRUM_TRY(learned.missing, project::findMissingImages(*dataset, stop));
                auto flags = std::make_shared<std::vector<bool>>(dataset->size());
                for (const std::int64_t sample : learned.missing->samples)
                    (*flags)[static_cast<std::size_t>(sample)] = true;
                learned.facts.missing = std::move(flags);
            }
            return learned;
        },
        [this, generation = m_factsGeneration](const Result<Learned>& learned) {
            if (!learned && learned.error().code == ErrorCode::NotFound && !m_scoresWanted.empty()) {
                m_scoresWanted.clear(); // a run has gone: the rest is worth knowing
                learn();
                return;
            }
            setBusy(m_learning, false);
            if (learned) {
                m_missing = learned->missing;
                takeFacts(learned->facts, generation);
            }
            count();
        });
}

void SampleBrowser::count()
{
    if (!m_dataset || m_facetReaders.isEmpty()) {
        m_count.cancel();
        setBusy(m_counting, false);
        return;
    }
    setBusy(m_counting, true);
    m_count.run(
        this,
        [project = m_session->project(), dataset = m_dataset, filter = m_filter, known = m_facts](
            std::stop_token stop) -> Result<std::vector<store::Facet>> {
            FULCRUM_TRY(store::Database database, project->connect());
            store::FactsWanted wanted;
            wanted.add(filter);
            FULCRUM_TRY(const store::SampleFacts facts, store::loadFacts(database, *dataset, wanted, known, stop));
            return store::facets(database, *dataset, filter, facts, stop);
        },
        [this](Result<std::vector<store::Facet>> facets) {
            setBusy(m_counting, false);
            if (facets) {
                m_facets = std::move(*facets);
                Q_EMIT facetsChanged();
            }
        });
}

void SampleBrowser::setText(const QString& typed)
{
    if (typed == m_text)
        return;
    m_text = typed;
    const QByteArray utf8 = typed.toUtf8();
    data::TypedFilter read = data::parseTyped(std::string_view(utf8.constData(), static_cast<std::size_t>(utf8.size())));
    m_problems.clear();
    for (const data::FilterProblem& problem : read.problems) {
        const int begin = characters(utf8, problem.position);
        m_problems.append({begin, characters(utf8, problem.position + problem.length) - begin,
            QString::fromStdString(problem.why), QString::fromStdString(problem.hint)});
    }
    const bool same = read.filter == m_filter;
    m_filter = std::move(read.filter);
    Q_EMIT filterChanged();
    if (!same)
        order();
}

void SampleBrowser::setFilter(const data::Filter& filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    m_text = QString::fromStdString(data::formatFilter(filter));
    m_problems.clear();
    Q_EMIT filterChanged();
    order();
}

void SampleBrowser::setSort(const store::SortKey& sort)
{
    if (sort == m_sort)
        return;
    m_sort = sort;
    Q_EMIT sortChanged();
    order();
}

void SampleBrowser::readFacets(const QObject* reader, bool wanted)
{
    const bool before = !m_facetReaders.isEmpty();
    wanted ? void(m_facetReaders.insert(reader)) : void(m_facetReaders.remove(reader));
    if (before == m_facetReaders.isEmpty() && !m_ordering) // else they are counted when the rows are there
        count();
}

void SampleBrowser::setScoresWanted(const std::vector<store::ScoreKey>& keys)
{
    if (keys == m_scoresWanted)
        return;
    m_scoresWanted = keys;
    learn();
}

bool SampleBrowser::dependsOn(bool tags) const
{
    const store::FactsWanted wanted = store::factsFor(query());
    return tags ? wanted.tags : !wanted.used.empty() || !wanted.scores.empty();
}

void SampleBrowser::forgetTags()
{
    ++m_factsGeneration;
    m_facts.tags.reset();
    if (dependsOn(true))
        order();
    learn();
}

void SampleBrowser::forgetResults()
{
    ++m_factsGeneration;
    m_facts.used.clear();
    m_facts.scores.clear();
    if (dependsOn(false))
        order();
    learn();
}

void SampleBrowser::forgetMissing()
{
    ++m_factsGeneration;
    m_facts.missing.reset();
    m_missing.reset();
    if (store::factsFor(query()).missing)
        order();
    learn();
}

} // namespace fulcrum::bridge
