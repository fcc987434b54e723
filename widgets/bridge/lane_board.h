// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/engine_service.h"
#include "widgets/bridge/lane_source.h"
#include "widgets/bridge/what_ifs.h"
#include "widgets/bridge/worker.h"

#include <QMap>
#include <QSet>
#include <QTimer>
#include <set>

namespace fulcrum::bridge {

class JobMonitor;
class WorkspaceEdits;

/// How the lanes of a task are arranged and made. Keys are those of lanes that stand under no other.
struct LaneArrangement
{
    QStringList order; ///< lanes that are not in it come behind, in their natural order
    QSet<QString> hidden, pinned;
    LaneSettings settings;
    bool operator==(const LaneArrangement&) const = default;
};

/// The lanes of the current query: read from the project, computed, asked, edited. The Sequences page and the step inspector show
/// what stands here and change it here. Nothing of it is computed on the GUI thread, on which it lives.
class LaneBoard : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        ProjectSession* session;
        WorkspaceState* state;
        WorkspaceEdits* edits;
        EngineService* engine;
        JobMonitor* monitor;
    };
    explicit LaneBoard(const Parts& parts, QObject* parent = nullptr);
    ~LaneBoard() override;

    /// In display order, hidden ones left out; what-ifs stand under what they were made from.
    const QVector<Lane>& lanes() const { return m_lanes; }
    const Lane* find(const QString& key) const; ///< also a hidden one; nullptr when there is none
    bool isReading() const { return m_reading; }
    /// Why the lanes of the query could not be read, if so; there are none then.
    const std::optional<Error>& error() const { return m_error; }
    bool isBusy() const;
    std::shared_ptr<const data::Dataset> support() const;
    WhatIfs* whatIfs() { return &m_whatIfs; }
    EngineService* engine() const { return m_parts.engine; }

    /// The card that the step inspector explains.
    struct Place
    {
        QString lane;
        int position = 0; ///< in the prompt
        bool operator==(const Place&) const = default;
    };
    const std::optional<Place>& selected() const { return m_selected; }
    void select(const std::optional<Place>& place);

    // --- the LVLM ---
    /// Why it cannot be asked; empty when it can.
    const QString& askObstacle() const { return m_read.askObstacle; }
    bool isAsking(const Lane& lane) const;
    void ask(const QStringList& keys);
    /// All visible lanes that have no prediction.
    QStringList unanswered() const;
    void explain(const QString& key, const icl::ExplainParts& parts);
    void stopAsking();

    /// Why no lane can be compared with another one; empty when it can.
    QString compareObstacle() const;

    // --- alternatives ---
    /// The lane's sequence with the alternatives of each step, as far as they are known now.
    std::optional<icl::IcdSequence> withAlternatives(const Lane& lane) const;
    /// What the Lever-LM of a lane sees, once it has written.
    std::optional<icl::Written> written(const Lane& lane) const;
    /// Gives a lane of the current query what the LVLM said about its sequence, if it was asked.
    void addFindings(Lane& lane) const;
    /// Lever-LM writes what a lane of the current query waits for; `alternativesChanged` tells when it has, or has failed.
    void write(const Lane& lane);
    const Error* writeError(const Lane& lane) const; ///< nullptr = none
    /// Why a lane's steps have no alternatives; empty when they have or are on their way.
    QString alternativesObstacle(const Lane& lane) const;

    // --- arrangement and parameters ---
    const LaneArrangement& arrangement() const { return m_arrangement; }
    const QVector<TrainingChoice>& trainings() const { return m_read.trainings; }
    void setSettings(const LaneSettings& settings);
    void setPinned(const QString& key, bool pinned);
    void setHidden(const QString& key, bool hidden);
    void showHidden();
    void move(const QString& key, int by);
    /// To stand directly before or behind another lane; pinned lanes stay above the others.
    void moveBeside(const QString& key, const QString& other, bool behind);

    // --- what-if ---
    /// Why nothing can be stored; empty when it can.
    QString editObstacle() const;
    bool isEditing() const { return m_editing; }
    void setEditing(bool editing);
    /// Each makes a what-if under the lane unless it is one already, and returns its key; empty when nothing changed.
    QString moveIcd(const QString& key, int from, int to);
    QString removeIcd(const QString& key, int position);
    QString insertIcds(const QString& key, int position, const std::vector<icl::IcdStep>& icds);
    QString setText(const QString& key, int position, const QString& text);
    QString duplicate(const QString& key);
    /// Lever-LM writes the lane's sequence again without this demonstration: a what-if, when it is there.
    void regenerateWithout(const QString& key, int position);
    void discard(const QString& key);
    void keep(const QString& key, const QString& name);
    void saveAsSet(const QString& key, const QString& name);

    /// Reads the lanes again.
    void reload();
    /// What reading them takes; none without a query and demonstrations.
    std::optional<LaneRequest> request() const;

Q_SIGNALS:
    void lanesChanged();                    ///< other lanes, or in another order
    void laneChanged(const QString& key);   ///< what one of them shows
    void selectedChanged();
    void alternativesChanged();
    void storedChanged(); ///< what the project has stored: lanes are being read again
    void busyChanged();
    void editingChanged();
    void failed(const fulcrum::Error& error);

private:
    struct Question
    {
        SampleRef query;
        std::vector<icl::Prompt> prompts;
        std::stop_source stop;
    };
    /// What was found out about a query in this session: also what is not stored (drafts, read-only projects).
    struct Memory
    {
        icl::FindingsScope scope;
        icl::FindingsOrigin origin;
        icl::FindingsByPrompt findings;
    };
    /// Query with its task and split, shots, training, checkpoint.
    using WriteKey = std::tuple<std::int64_t, int, store::RunId, std::string>;
    struct ReadResult
    {
        Lanes lanes;
        LaneArrangement arrangement;
    };

    // lane_board.cpp
    void follow();
    void readStored();
    void clear();
    void accept(const SampleRef& query, ReadResult result);
    void readFailed(const Error& error);
    void compose();
    void addWithChildren(const Lane& lane);
    Lane draftLane(const WhatIf& whatIf) const;
    void addDelta(Lane& lane) const;
    void arrange(const LaneArrangement& arrangement, bool readAgain);
    QStringList topKeys() const;
    const SampleRef* query() const;
    QString edited(const QString& text, const Lane& lane, const icl::IcdSequence& sequence, int position);
    void whatIfChanged(int id);

    // lane_board_asking.cpp
    icl::QueryPlace place() const;
    Memory& memoryOf(const SampleRef& query);
    void writeWaiting();
    WriteKey writeKey(const Lane& lane) const;
    void takeWritten(const WriteKey& key);
    void retrieveAgain(const Lane& lane);
    void wantAlternatives();
    std::stop_source askSequences(std::vector<icl::IcdSequence> sequences, std::vector<char> stored);
    void askDrafts();
    template <class Work>
    std::stop_source question(std::vector<icl::IcdSequence> sequences, std::vector<char> stored, Work work);
    void remember(const SampleRef& query, const icl::Findings& findings, const std::vector<icl::IcdSequence>& sequences,
        const std::vector<char>& stored);
    void refreshFindings();
    using Write = std::function<Result<void>(store::Database&)>;
    /// On the worker, in one transaction; `then` once it is written. Does nothing in a project that is open for reading.
    void inTransaction(Write work, std::function<void()> then);

    Parts m_parts;
    Latest m_request, m_retrieve;
    WhatIfs m_whatIfs;
    QTimer m_debounce;
    Lanes m_read;
    QVector<Lane> m_lanes, m_hiddenLanes;
    QMap<int, LaneArrangement> m_arrangements; ///< by task, once read
    LaneArrangement m_arrangement;             ///< of the task shown
    std::optional<Place> m_selected;
    std::optional<Error> m_error;
    bool m_reading = false, m_editing = false;
    std::vector<std::shared_ptr<Question>> m_questions;
    QSet<int> m_dirty; ///< what-ifs to be asked about again
    QHash<int, std::stop_source> m_draftStops;
    std::shared_ptr<LaneCache> m_cache = std::make_shared<LaneCache>();
    std::map<WriteKey, icl::Written> m_written;
    std::set<WriteKey> m_writing;
    std::map<WriteKey, Error> m_writeErrors;
    QHash<QString, icl::IcdSequence> m_retrieved; ///< by lane: retrieved again, with alternatives
    std::map<std::pair<int, std::int64_t>, Memory> m_memory; ///< by task and split, and index
};

QString draftKey(int id);
/// -1 when the key is not that of a draft.
int draftId(const QString& key);

} // namespace fulcrum::bridge
