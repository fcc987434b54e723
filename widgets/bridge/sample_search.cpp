// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/sample_search.h"

#include "core/store/row_order.h"

namespace fulcrum::bridge {

SearchText parseSearch(const QString& typed)
{
    SearchText what;
    what.filter = data::parseTyped(typed.toStdString()).filter;
    what.kind = what.filter.isActive() ? SearchText::Kind::Filter : SearchText::Kind::All;
    for (const data::FilterGroup& group : what.filter.groups)
        for (const data::Condition& condition : group)
            if (condition.field == data::Field::Words && !condition.negated && !condition.disabled)
                for (const data::SearchTerm& term : data::parseWords(condition.text))
                    if (!term.excluded)
                        what.words.append(QString::fromStdString(term.text));
    return what;
}

Result<QVector<std::int64_t>> search(const project::Project& project, const data::Dataset& dataset,
    const SearchText& what, std::stop_token stop)
{
    FULCRUM_TRY(store::Database database, project.connect());
    const store::RowQuery query{what.filter, {}};
    FULCRUM_TRY(const store::SampleFacts facts, store::loadFacts(database, dataset, store::factsFor(query), {}, stop));
    FULCRUM_TRY(const store::RowOrder order, store::rowOrder(database, dataset, query, facts, stop));
    return QVector<std::int64_t>(order.rows.begin(), order.rows.end());
}

} // namespace fulcrum::bridge
