// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/missing_images.h"
#include "core/store/row_order.h"
#include "widgets/bridge/project_session.h"
#include "widgets/bridge/sample_set.h"

#include <QObject>
#include <QSet>

namespace fulcrum::bridge {

class SimilaritySource;
class WorkspaceState;

/// Something in a typed filter that is not one.
struct TypedProblem
{
    int position = 0, length = 0; ///< characters of the text
    QString why, hint;
};

/// What the Data page shows of the current task and split: filter, order, and what is known about the samples. Search box,
/// chips and the Filters dock change the same filter and watch it here. Everything is computed on workers; what was there
/// stays until the new is. GUI thread.
class SampleBrowser : public QObject
{
    Q_OBJECT

public:
    SampleBrowser(ProjectSession* session, WorkspaceState* state, QObject* parent = nullptr);
    ~SampleBrowser() override;

    const std::shared_ptr<const data::Dataset>& dataset() const { return m_dataset; }
    /// Sample indices in display order; nullptr = all of them in the data set's own.
    const Rows& rows() const { return m_rows; }
    qint64 shown() const;
    const data::Filter& filter() const { return m_filter; }
    const store::SortKey& sort() const { return m_sort; }
    const data::Highlighter& highlighter() const { return m_highlighter; }
    const store::SampleFacts& facts() const { return m_facts; }
    const std::vector<store::Facet>& facets() const { return m_facets; }
    /// Empty until it is known.
    const std::optional<project::MissingImages>& missingImages() const { return m_missing; }
    /// Why the rows could not be computed; they are those of before then.
    const std::optional<Error>& error() const { return m_error; }
    bool isBusy() const { return m_ordering || m_learning || m_counting; }
    bool isOrdering() const { return m_ordering; }

    /// The filter as text: what was typed, or the canonical form of what was clicked together.
    const QString& text() const { return m_text; }
    const QVector<TypedProblem>& problems() const { return m_problems; }
    /// What a person types: taken as far as it can be understood.
    void setText(const QString& typed);
    void setFilter(const data::Filter& filter);
    void setSort(const store::SortKey& sort);

    /// Facets are counted only while somebody looks at them: `reader` begins or ends to.
    void readFacets(const QObject* reader, bool wanted);
    /// Scores that are columns of the table.
    void setScoresWanted(const std::vector<store::ScoreKey>& keys);

    // What is known has changed: it is read again, and the rows too when they depend on it.
    void forgetTags();
    void forgetResults();
    void forgetMissing();

Q_SIGNALS:
    void filterChanged(); ///< filter, text or problems
    void sortChanged();
    void datasetChanged(); ///< before the rows of the new one
    void rowsChanged();    ///< or an error instead
    void factsChanged();
    void facetsChanged();
    void busyChanged();

private:
    struct Ordered
    {
        store::RowOrder order;
        store::SampleFacts facts;
    };
    void followDataset();
    void order();
    void showAll();
    void accept(Result<Ordered> result, const store::RowQuery& query, quint64 facts);
    void learn();
    struct Learned
    {
        store::SampleFacts facts;
        std::optional<project::MissingImages> missing;
    };
    void learnRest(const store::FactsWanted& wanted);
    void count();
    void takeFacts(const store::SampleFacts& facts, quint64 generation);
    store::RowQuery query() const;
    bool dependsOn(bool tags) const;
    void setBusy(bool& flag, bool busy);

    ProjectSession* m_session;
    WorkspaceState* m_state;
    std::shared_ptr<SimilaritySource> m_similarity;
    Worker m_background; ///< facts and facets: a search does not wait for them
    Latest m_order, m_learn, m_count;
    bool m_ordering = false, m_learning = false, m_counting = false;

    std::shared_ptr<const data::Dataset> m_dataset;
    data::Filter m_filter;
    store::SortKey m_sort;
    QString m_text;
    QVector<TypedProblem> m_problems;
    Rows m_rows;
    data::Highlighter m_highlighter;
    store::SampleFacts m_facts;
    quint64 m_factsGeneration = 0; ///< grows when a part is forgotten: what was read before does not come back
    std::vector<store::ScoreKey> m_scoresWanted;
    std::vector<store::Facet> m_facets;
    QSet<const QObject*> m_facetReaders;
    std::optional<project::MissingImages> m_missing;
    std::optional<Error> m_error;
};

/// Whether a filter has an enabled condition on this field.
bool hasCondition(const data::Filter& filter, data::Field field);

} // namespace fulcrum::bridge
