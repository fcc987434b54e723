// SPDX-License-Identifier: GPL-3.0-or-later
// What the board asks of the models and of stored embeddings, and what it stores.
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/icd_sets.h"
#include "widgets/bridge/lane_board.h"
#include "widgets/bridge/lane_retrieval.h"
#include "widgets/bridge/workspace_edits.h"

namespace fulcrum::bridge {

namespace {

bool isSimilarity(const Lane& lane)
{
    const auto strategy = icl::strategyFromName(lane.strategy.toStdString());
    return strategy && icl::isSimilarity(*strategy);
}

/// Takes over what `again` says about the steps in which both chose the same after the same.
icl::IcdSequence withStepsOf(icl::IcdSequence sequence, const icl::IcdSequence& again)
{
    const auto byStep = [](const icl::IcdSequence& one, int step) {
        return std::find_if(one.icds.begin(), one.icds.end(), [step](const icl::IcdStep& icd) { return icd.step == step; });
    };
    for (int step = 0; step < static_cast<int>(sequence.icds.size()); ++step) {
        const auto there = byStep(again, step);
        const auto here = byStep(sequence, step);
        if (there == again.icds.end() || here == sequence.icds.end())
            break;
        auto& icd = sequence.icds[static_cast<std::size_t>(here - sequence.icds.begin())];
        icd.alternatives = there->alternatives;
        icd.entropyBits = there->entropyBits;
        if (there->index != icd.index)
            break; // from here on the prefixes differ
    }
    return sequence;
}

} // namespace

icl::QueryPlace LaneBoard::place() const
{
    const auto& ref = m_parts.state->currentQuery();
    return ref ? icl::QueryPlace {ref->task, ref->split} : icl::QueryPlace {};
}

// --- Lever-LM and alternatives ---

LaneBoard::WriteKey LaneBoard::writeKey(const Lane& lane) const
{
    const icl::QueryPlace where = place();
    // One that is written has the shots that were asked for.
    const auto shots = lane.state == Lane::State::Waiting ? lane.shots : static_cast<int>(lane.sequence.icds.size());
    const std::int64_t query = (lane.sequence.query * 2 + static_cast<int>(where.split)) * 2 + static_cast<int>(where.task);
    return {query, shots, lane.trainRun, lane.checkpoint.toStdString()};
}

void LaneBoard::writeWaiting()
{
    for (const Lane& lane : QVector<Lane>(m_read.lanes))
        if (lane.state == Lane::State::Waiting)
            write(lane);
}

void LaneBoard::write(const Lane& lane)
{
    const WriteKey key = writeKey(lane);
    if (const auto known = m_written.find(key); known != m_written.end()) {
        takeWritten(key);
        return;
    }
    if (m_writeErrors.contains(key) || !m_writing.insert(key).second)
        return;
    icl::WriteRequest request {lane.trainRun, lane.checkpoint.toStdString(), place(), lane.sequence.query, std::get<1>(key), {}};
    m_parts.engine->ask(
        this, [request](icl::Workbench& bench, std::stop_token stop) { return bench.write(request, stop); },
        [this, key](Result<icl::Written> written) {
            m_writing.erase(key);
            if (written)
                m_written.insert_or_assign(key, std::move(*written));
            else if (written.error().code != ErrorCode::Cancelled)
                m_writeErrors.insert_or_assign(key, written.error());
            takeWritten(key);
        });
    Q_EMIT busyChanged();
}

/// What Lever-LM wrote, into the lanes that wait for it.
void LaneBoard::takeWritten(const WriteKey& key)
{
    const auto written = m_written.find(key);
    const auto error = m_writeErrors.find(key);
    bool changed = false;
    for (Lane& lane : m_read.lanes) {
        if (lane.state != Lane::State::Waiting || writeKey(lane) != key)
            continue;
        if (written != m_written.end()) {
            lane.state = Lane::State::Ready;
            lane.reason.clear();
            lane.setSequence(written->second.sequence, *support());
            addFindings(lane);
            changed = true;
        } else if (error != m_writeErrors.end()) {
            lane.state = Lane::State::Unavailable;
            lane.subtitle.clear();
            lane.reason = errorParagraph(error->second);
            changed = true;
        }
    }
    if (changed)
        compose();
    Q_EMIT alternativesChanged();
}

const Error* LaneBoard::writeError(const Lane& lane) const
{
    const auto error = m_writeErrors.find(writeKey(lane));
    return error == m_writeErrors.end() ? nullptr : &error->second;
}

std::optional<icl::Written> LaneBoard::written(const Lane& lane) const
{
    const auto known = m_written.find(writeKey(lane));
    return known == m_written.end() ? std::nullopt : std::optional(known->second);
}

std::optional<icl::IcdSequence> LaneBoard::withAlternatives(const Lane& lane) const
{
    const auto& icds = lane.sequence.icds;
    if (std::any_of(icds.begin(), icds.end(), [](const icl::IcdStep& icd) { return !icd.alternatives.empty(); }))
        return lane.sequence;
    if (const auto again = m_retrieved.constFind(lane.key); again != m_retrieved.constEnd())
        return withStepsOf(lane.sequence, *again);
    if (const auto again = written(lane))
        return withStepsOf(lane.sequence, again->sequence);
    return std::nullopt;
}

QString LaneBoard::alternativesObstacle(const Lane& lane) const
{
    if (lane.kind == Lane::Kind::Draft || lane.kind == Lane::Kind::Kept)
        return withAlternatives(lane) ? QString() : tr("Chosen by hand: there were no alternatives.");
    if (isSimilarity(lane))
        return {};
    if (lane.strategy != u"lever-lm")
        return tr("This strategy does not compare candidates step by step.");
    if (lane.trainRun == 0)
        return tr("The training that wrote this sequence is not in the project.");
    if (model::engineModule().empty())
        return tr("The engine module that runs Lever-LM is not installed.");
    const Error* error = writeError(lane);
    return error ? errorParagraph(*error) : QString();
}

/// The alternatives of the lane that is explained, unless they are known.
void LaneBoard::wantAlternatives()
{
    const Lane* lane = m_selected ? find(m_selected->lane) : nullptr;
    if (!lane || lane->state != Lane::State::Ready || withAlternatives(*lane) || !alternativesObstacle(*lane).isEmpty())
        return;
    if (isSimilarity(*lane))
        retrieveAgain(*lane);
    else
        write(*lane);
}

void LaneBoard::retrieveAgain(const Lane& lane)
{
    m_retrieve.run(
        this,
        [project = m_parts.session->project(), lane, where = place()](std::stop_token stop) {
            return withDatabase(project, [&](store::Database& database) { // an evaluation stores no alternatives
                return bridge::retrieveAgain(project, database, lane, where.task, where.split, static_cast<int>(lane.icds.size()), stop);
            });
        },
        [this, key = lane.key](Result<icl::IcdSequence> sequence) {
            if (sequence)
                m_retrieved.insert(key, std::move(*sequence));
            Q_EMIT alternativesChanged();
        });
}

void LaneBoard::regenerateWithout(const QString& key, int position)
{
    const Lane* lane = find(key);
    const SampleRef* ref = query();
    if (!lane || !ref || lane->strategy != u"lever-lm" || lane->trainRun == 0 || position < 0 || position >= lane->icds.size())
        return;
    const WhatIf* draft = m_whatIfs.find(draftId(key));
    WhatIf whatIf = draft ? *draft : WhatIf();
    if (!draft) {
        whatIf.query = *ref;
        whatIf.parent = lane->key;
        whatIf.parentTitle = lane->title;
        whatIf.strategy = lane->strategy;
        whatIf.original = lane->sequence;
        whatIf.originalRecord = lane->record;
        whatIf.trainRun = lane->trainRun;
        whatIf.checkpoint = lane->checkpoint;
    }
    whatIf.excluded.push_back(lane->icds[position].index);
    QStringList ids;
    for (const std::int64_t index : whatIf.excluded)
        ids.append(QString::number(support()->id(static_cast<std::size_t>(index))));
    whatIf.subtitle = tr("written without sample %1").arg(ids.join(QStringLiteral(", ")));
    const icl::WriteRequest request {whatIf.trainRun, whatIf.checkpoint.toStdString(), place(), ref->index,
        static_cast<int>(lane->icds.size()), whatIf.excluded};
    m_parts.engine->ask(
        this, [request](icl::Workbench& bench, std::stop_token stop) { return bench.write(request, stop); },
        [this, whatIf, position](Result<icl::Written> written) mutable {
            if (!written) {
                if (written.error().code != ErrorCode::Cancelled)
                    Q_EMIT failed(written.error());
                return;
            }
            whatIf.sequence = std::move(written->sequence);
            const SampleRef where = whatIf.query;
            const QString made = draftKey(m_whatIfs.add(tr("Exclude a demonstration"), std::move(whatIf)));
            if (query() && *query() == where)
                select(Place {made, position});
        });
    Q_EMIT busyChanged();
}

// --- the LVLM ---

bool LaneBoard::isAsking(const Lane& lane) const
{
    const icl::Prompt prompt = icl::promptOf(lane.sequence);
    const auto& ref = m_parts.state->currentQuery();
    return ref && std::any_of(m_questions.begin(), m_questions.end(), [&](const auto& question) {
        return question->query == *ref && std::find(question->prompts.begin(), question->prompts.end(), prompt) != question->prompts.end();
    });
}

QStringList LaneBoard::unanswered() const
{
    QStringList keys;
    for (const Lane& lane : m_lanes)
        if (lane.state == Lane::State::Ready && !lane.hasPrediction && !isAsking(lane))
            keys.append(lane.key);
    return keys;
}

/// Asks about sequences; `stored` says of each whether what is found belongs into the project.
template <class Work>
std::stop_source LaneBoard::question(std::vector<icl::IcdSequence> sequences, std::vector<char> stored, Work work)
{
    auto asked = std::make_shared<Question>();
    asked->query = *query();
    for (const icl::IcdSequence& sequence : sequences)
        asked->prompts.push_back(icl::promptOf(sequence));
    asked->stop = m_parts.engine->ask(this, std::move(work),
        [this, asked, sequences = std::move(sequences), stored = std::move(stored)](const Result<icl::Findings>& findings) {
            std::erase(m_questions, asked);
            if (findings) {
                m_parts.engine->learn(findings->work);
                remember(asked->query, *findings, sequences, stored);
            } else if (findings.error().code != ErrorCode::Cancelled) {
                Q_EMIT failed(findings.error());
            }
            refreshFindings();
            Q_EMIT busyChanged();
        });
    m_questions.push_back(asked);
    refreshFindings();
    Q_EMIT busyChanged();
    return asked->stop;
}

std::stop_source LaneBoard::askSequences(std::vector<icl::IcdSequence> sequences, std::vector<char> stored)
{
    return question(sequences, std::move(stored), [sequences, where = place()](icl::Workbench& bench, std::stop_token stop) {
        return bench.answer(where, sequences, stop);
    });
}

void LaneBoard::ask(const QStringList& keys)
{
    std::vector<icl::IcdSequence> sequences;
    std::vector<char> stored;
    std::set<icl::Prompt> seen; // two strategies may have chosen the same
    for (const QString& key : keys) {
        const Lane* lane = find(key);
        if (!lane || lane->state != Lane::State::Ready || isAsking(*lane) || !seen.insert(icl::promptOf(lane->sequence)).second)
            continue;
        sequences.push_back(lane->sequence);
        stored.push_back(lane->kind != Lane::Kind::Draft);
    }
    if (!sequences.empty() && query() && askObstacle().isEmpty())
        askSequences(std::move(sequences), std::move(stored));
}

void LaneBoard::explain(const QString& key, const icl::ExplainParts& parts)
{
    const Lane* lane = find(key);
    if (!lane || lane->state != Lane::State::Ready || !query() || !askObstacle().isEmpty())
        return;
    question({lane->sequence}, {static_cast<char>(lane->kind != Lane::Kind::Draft)},
        [sequence = lane->sequence, parts, where = place()](
            icl::Workbench& bench, std::stop_token stop) { return bench.explain(where, sequence, parts, stop); });
}

void LaneBoard::stopAsking()
{
    for (const auto& question : m_questions)
        question->stop.request_stop();
}

/// Edited sequences, each with the one that it was made from: deltas compare answers that were asked for alike.
void LaneBoard::askDrafts()
{
    const SampleRef* ref = query();
    const QSet<int> dirty = std::exchange(m_dirty, {});
    for (const int id : dirty) {
        const WhatIf* whatIf = m_whatIfs.find(id);
        if (!whatIf || !ref || whatIf->query != *ref || !askObstacle().isEmpty())
            continue;
        std::vector<icl::IcdSequence> sequences {whatIf->sequence};
        std::vector<char> stored {0};
        const auto before = m_read.findings.find(icl::promptOf(whatIf->original));
        if (before == m_read.findings.end() || !before->second.answer) {
            sequences.push_back(whatIf->original);
            stored.push_back(1);
        }
        m_draftStops.insert(id, askSequences(std::move(sequences), std::move(stored)));
    }
}

LaneBoard::Memory& LaneBoard::memoryOf(const SampleRef& asked)
{
    return m_memory[{static_cast<int>(asked.task) * 2 + static_cast<int>(asked.split), asked.index}];
}

void LaneBoard::remember(const SampleRef& asked, const icl::Findings& findings, const std::vector<icl::IcdSequence>& sequences,
    const std::vector<char>& stored)
{
    Memory& memory = memoryOf(asked);
    if (memory.scope != findings.scope)
        memory = {findings.scope, findings.origin, {}};
    const SampleRef* ref = query();
    for (std::size_t i = 0; i < sequences.size(); ++i) {
        const icl::Prompt prompt = icl::promptOf(sequences[i]);
        memory.findings[prompt].add(findings.found[i]);
        if (ref && *ref == asked && m_read.scope == findings.scope)
            m_read.findings[prompt].add(findings.found[i]);
    }
    inTransaction(
        [findings, sequences, stored](store::Database& database) -> Result<void> {
            for (std::size_t i = 0; i < sequences.size(); ++i)
                if (stored[i])
                    FULCRUM_CHECK(icl::storeFindings(database, findings.scope, sequences[i], findings.found[i], findings.origin));
            return {};
        },
        {});
}

void LaneBoard::addFindings(Lane& lane) const
{
    if (const auto found = m_read.findings.find(icl::promptOf(lane.sequence)); found != m_read.findings.end())
        lane.setFindings(found->second);
}

/// Puts what is known into the lanes that are shown.
void LaneBoard::refreshFindings()
{
    for (QVector<Lane>* lanes : {&m_read.lanes, &m_lanes, &m_hiddenLanes})
        for (Lane& lane : *lanes)
            addFindings(lane);
    for (Lane& lane : m_lanes)
        addDelta(lane);
    QStringList keys;
    for (const Lane& lane : qAsConst(m_lanes))
        keys.append(lane.key);
    for (const QString& key : qAsConst(keys))
        Q_EMIT laneChanged(key);
}

// --- what is stored ---

void LaneBoard::inTransaction(Write work, std::function<void()> then)
{
    if (!m_parts.session->isOpen() || m_parts.session->project()->readOnly())
        return;
    m_parts.session->worker().run(
        this,
        [project = m_parts.session->project(), work = std::move(work)](std::stop_token) -> Result<void> {
            return withDatabase(project, [&](store::Database& database) -> Result<void> {
                return database.transaction([&] { return work(database); });
            });
        },
        [this, then = std::move(then)](const Result<void>& written) {
            if (!written)
                Q_EMIT failed(written.error());
            else if (then)
                then();
        });
}

void LaneBoard::keep(const QString& key, const QString& name)
{
    const int id = draftId(key);
    const WhatIf* whatIf = m_whatIfs.find(id);
    if (!whatIf || !m_parts.edits->obstacle().isEmpty())
        return;
    icl::FindingsScope scope = m_read.scope;
    const auto found = m_read.findings.find(icl::promptOf(whatIf->sequence));
    const icl::SequenceFindings findings = found == m_read.findings.end() ? icl::SequenceFindings() : found->second;
    inTransaction(
        [scope, findings, origin = memoryOf(whatIf->query).origin, whatIf = *whatIf, name = name.trimmed().toStdString()](store::Database& database) -> Result<void> {
            FULCRUM_CHECK(icl::keepWhatIf(database, scope, name, whatIf.sequence, whatIf.strategy.toStdString(), whatIf.original,
                whatIf.originalRecord));
            if (!findings.answer && !findings.probability)
                return {};
            return icl::storeFindings(database, scope, whatIf.sequence, findings, origin);
        },
        [this, id] {
            m_whatIfs.forget(id);
            reload();
        });
}

void LaneBoard::saveAsSet(const QString& key, const QString& name)
{
    const Lane* lane = find(key);
    if (!lane || lane->icds.isEmpty() || !m_parts.edits->obstacle().isEmpty())
        return;
    IcdSet set;
    set.name = name.simplified().toStdString();
    set.task = m_parts.state->task();
    for (const IcdView& icd : lane->icds)
        set.items.push_back(icd.id);
    m_parts.edits->sets()->add(std::move(set), {icl::SetOrigin::Kind::Lane, lane->run, lane->title.toStdString()});
}

} // namespace fulcrum::bridge
