// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/set_facts.h"

#include "core/icl/model_access.h"
#include "widgets/bridge/error_text.h"

#include <QCoreApplication>

namespace fulcrum::bridge {

namespace {

struct SetTexts
{
    Q_DECLARE_TR_FUNCTIONS(SetFacts)
};

Result<void> addSimilarities(const SetRequest& request, store::Database& database, SetFacts& facts, std::stop_token stop)
{
    FULCRUM_TRY(const std::string hash, icl::encoderHashOf(*request.project, database, request.support->task()));
    FULCRUM_TRY(const icl::FeatureTables queries, icl::openFeatures(*request.project, *request.queries, hash, true, false));
    FULCRUM_TRY(const icl::FeatureTables items, icl::openFeatures(*request.project, *request.support, hash, true, false));
    FULCRUM_TRY(facts.redundancy, icl::setRedundancy(items.image, facts.members));
    FULCRUM_TRY(facts.coverage, icl::setCoverage(queries.image, items.image, facts.members, stop));
    return {};
}

} // namespace

QVector<IcdView> describeSet(const data::Dataset& support, const IcdSet& set)
{
    QVector<IcdView> icds;
    for (const std::int64_t id : set.items) {
        icl::IcdStep step;
        step.index = support.indexOfId(id);
        step.step = static_cast<int>(icds.size());
        IcdView icd;
        if (step.index >= 0) {
            icd = describeIcd(support, step);
        } else {
            icd.index = -1;
            icd.step = step.step;
            icd.text = SetTexts::tr("This data set has no sample %1.").arg(id);
        }
        icd.id = id;
        icds.append(icd);
    }
    return icds;
}

Result<SetFacts> readSetFacts(const SetRequest& request, std::stop_token stop)
{
    SetFacts facts;
    facts.set = request.set;
    facts.icds = describeSet(*request.support, request.set);
    for (const IcdView& icd : qAsConst(facts.icds))
        if (icd.index >= 0)
            facts.members.push_back(icd.index);
        else
            facts.missing.append(icd.id);
    facts.texts = icl::setTexts(*request.support, facts.members);
    if (facts.members.empty())
        return facts;
    return withDatabase(request.project, [&](store::Database& database) -> Result<SetFacts> {
        if (const auto added = addSimilarities(request, database, facts, stop); !added) {
            if (added.error().code == ErrorCode::Cancelled)
                return fail(added.error());
            const bool notYet = added.error().code == ErrorCode::NotFound;
            facts.embeddingObstacle = notYet ? SetTexts::tr("The embeddings of this data set have not been built yet.")
                                             : SetTexts::tr("The embeddings of this data set cannot be read.");
            if (!notYet)
                facts.problem = added.error();
        }
        if (!facts.missing.isEmpty())
            return std::move(facts);
        auto evaluations = icl::setEvaluations(database, *request.queries, *request.support, facts.members, stop);
        if (evaluations) {
            facts.evaluations = std::move(*evaluations);
        } else {
            if (evaluations.error().code == ErrorCode::Cancelled)
                return fail(evaluations.error());
            facts.evaluationObstacle = SetTexts::tr("The evaluations of this project cannot be read.");
            facts.problem = evaluations.error();
        }
        return std::move(facts);
    });
}

} // namespace fulcrum::bridge
