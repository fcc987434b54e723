// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/sequence_results.h"
#include "widgets/bridge/project_session.h"
#include "widgets/bridge/workspace_state.h"

#include <QString>
#include <QVector>
#include <limits>
#include <map>

namespace fulcrum::bridge {

inline constexpr double kUnknownNumber = std::numeric_limits<double>::quiet_NaN();

/// One demonstration as a card shows it. Unknown numbers are NaN.
struct IcdView
{
    std::int64_t index = 0; ///< train sample
    std::int64_t id = 0;
    QString imagePath;
    QString text;   ///< caption, or question
    QString answer; ///< VQA only
    bool edited = false; ///< what-if: caption or answer is not the sample's own
    int step = 0;   ///< 0-based selection step, -1 = not known; the place in the vector is the prompt position
    double probability = kUnknownNumber, similarity = kUnknownNumber, gain = kUnknownNumber;
    double entropyBits = kUnknownNumber;
    int rank = 0; ///< 0 = not known
};
IcdView describeIcd(const data::Dataset& support, const icl::IcdStep& icd);

/// What one strategy gives one query, or what a person made of it.
struct Lane
{
    enum class State {
        Ready,
        Waiting, ///< Lever-LM has yet to write it
        Unavailable
    };
    enum class Kind {
        Strategy,
        Set,   ///< a saved ICD set
        Draft, ///< a what-if that is being edited
        Kept   ///< a what-if that was kept
    };
    QString key;      ///< names the lane among those of a query: "siir", "set:NAME", "draft:3", "kept:17"
    QString parent;   ///< key of the lane that a what-if stands under; empty = none
    Kind kind = Kind::Strategy;
    QString strategy; ///< "siir"; of a what-if: that of the sequence it goes back to
    QString title, subtitle;
    int shots = 0;    ///< that were asked for; there may be fewer
    State state = State::Unavailable;
    QString reason;   ///< why it is unavailable, or what it waits for
    QString actionId; ///< action that helps; may be empty
    icl::IcdSequence sequence; ///< what the models are asked about
    QVector<IcdView> icds;     ///< the same for people, in prompt order
    store::RunId run = 0;      ///< 0 = computed now, not stored
    std::int64_t seed = -1;    ///< of the draw or of the training; -1 = none
    store::RunId trainRun = 0; ///< Lever-LM: what it was trained by
    QString checkpoint;        ///< of that run
    std::int64_t record = 0;   ///< icd_sequence of what was kept
    icl::SequenceFindings findings; ///< what the LVLM was asked about this sequence
    bool hasPrediction = false;
    QString prediction, metricName;
    double score = kUnknownNumber;
    double seconds = kUnknownNumber; ///< that the prediction took
    double overall = kUnknownNumber; ///< the cell's metric over all of its queries

    /// A what-if beside the sequence that it was made from; numbers that are not known on both sides are NaN.
    struct Delta
    {
        double score = kUnknownNumber, probability = kUnknownNumber;
        bool known = false, samePrediction = false;
    };
    Delta delta;

    void setSequence(const icl::IcdSequence& what, const data::Dataset& support);
    /// Takes over an answer unless an evaluation has given one.
    void setFindings(const icl::SequenceFindings& what);
};

/// What a person has chosen about lanes; kept with the project.
struct LaneSettings
{
    std::optional<qint64> randomSeed; ///< draws now instead of showing an evaluation
    store::RunId trainRun = 0;        ///< Lever-LM of this training; 0 = an evaluation's, else the newest's
    QString checkpoint = QStringLiteral("best");
    bool sttrOracle = false; ///< show STTR for captions, which looks at the query's true caption
    bool operator==(const LaneSettings&) const = default;
};

/// What is the same for every query of a project. Used by one request at a time.
struct LaneCache
{
    std::map<store::RunId, std::vector<std::int64_t>> golden; ///< by D_M run; runs are never changed
};

struct LaneRequest
{
    std::shared_ptr<project::Project> project;
    std::shared_ptr<const data::Dataset> queries, support;
    std::int64_t query = 0;
    int shots = 4;
    LaneSettings settings;
    std::shared_ptr<LaneCache> cache = std::make_shared<LaneCache>();
};

/// A finished training of the task.
struct TrainingChoice
{
    store::RunId run = 0;
    QString name;
    bool operator==(const TrainingChoice&) const = default;
};

/// Everything that is stored about a query, and what can be computed without a model.
struct Lanes
{
    QVector<Lane> lanes; ///< strategies, sets, then what was kept
    icl::FindingsScope scope;
    icl::FindingsByPrompt findings;
    QString askObstacle; ///< why the LVLM cannot be asked; empty when it can
    QVector<TrainingChoice> trainings; ///< newest first
};

/// Stored predictions of the newest evaluation that has them; otherwise similarity, random, sets and golden set computed now.
/// Strategies that cannot be shown say why. Runs on a worker.
Result<Lanes> readLanes(const LaneRequest& request, std::stop_token stop);

/// One lane with 1 to `most` demonstrations, all made alike so that they can be compared: as the newest evaluation that has the query
/// at any number of shots made it (what it has not predicted is retrieved once more from its pool), else as `readLanes` does without
/// one. Ends where a set does. A lane that waits for Lever-LM is Waiting. NotFound when there is no such lane. Runs on a worker.
Result<QVector<Lane>> readFilm(const LaneRequest& request, const QString& key, int most, std::stop_token stop);

/// The strategies that always have a lane, in their order.
QStringList laneStrategies();
/// "CIDEr × 100", "accuracy in %".
QString laneMetricName(data::Task task);

} // namespace fulcrum::bridge
