// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/lane_board.h"

#include "core/store/workspace_repository.h"
#include "widgets/bridge/icd_sets.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/workspace_edits.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace fulcrum::bridge {

namespace {

constexpr int kDebounceMs = 350; // between the last edit and the question about it
constexpr const char* kArrangementKind = "lanes";

QByteArray arrangementText(const LaneArrangement& arrangement)
{
    const LaneSettings& settings = arrangement.settings;
    const auto list = [](const QSet<QString>& keys) {
        QStringList sorted(keys.begin(), keys.end());
        sorted.sort();
        return QJsonArray::fromStringList(sorted);
    };
    QJsonObject document {{QStringLiteral("order"), QJsonArray::fromStringList(arrangement.order)},
        {QStringLiteral("hidden"), list(arrangement.hidden)}, {QStringLiteral("pinned"), list(arrangement.pinned)},
        {QStringLiteral("trainRun"), qint64(settings.trainRun)}, {QStringLiteral("checkpoint"), settings.checkpoint},
        {QStringLiteral("sttrOracle"), settings.sttrOracle}};
    if (settings.randomSeed)
        document.insert(QStringLiteral("randomSeed"), *settings.randomSeed);
    return QJsonDocument(document).toJson(QJsonDocument::Compact);
}

/// A project is outside input: whatever does not fit is as if it were not there.
LaneArrangement arrangementFrom(const std::string& text)
{
    const QJsonObject document = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    const auto list = [&](const char* name) {
        QStringList keys;
        for (const QJsonValue& one : document[QLatin1String(name)].toArray())
            keys.append(one.toString());
        return keys;
    };
    const QStringList hidden = list("hidden"), pinned = list("pinned");
    LaneArrangement arrangement {list("order"), QSet<QString>(hidden.begin(), hidden.end()), QSet<QString>(pinned.begin(), pinned.end()), {}};
    if (const QJsonValue seed = document[QStringLiteral("randomSeed")]; seed.isDouble() && seed.toInteger() >= 0)
        arrangement.settings.randomSeed = seed.toInteger();
    arrangement.settings.trainRun = document[QStringLiteral("trainRun")].toInteger();
    if (document[QStringLiteral("checkpoint")].toString() == u"last")
        arrangement.settings.checkpoint = QStringLiteral("last");
    arrangement.settings.sttrOracle = document[QStringLiteral("sttrOracle")].toBool();
    return arrangement;
}

Result<LaneArrangement> readArrangement(store::Database& database, data::Task task)
{
    FULCRUM_TRY(const auto documents, store::WorkspaceRepository(database).documents(kArrangementKind));
    for (const auto& [name, text] : documents)
        if (name == data::taskName(task))
            return arrangementFrom(text);
    return LaneArrangement();
}

} // namespace

QString draftKey(int id) { return QStringLiteral("draft:%1").arg(id); }

int draftId(const QString& key)
{
    bool ok = false;
    const int id = key.startsWith(u"draft:") ? key.mid(6).toInt(&ok) : -1;
    return ok ? id : -1;
}

LaneBoard::LaneBoard(const Parts& parts, QObject* parent)
    : QObject(parent), m_parts(parts), m_request(&parts.session->worker()), m_retrieve(&parts.session->worker()),
      m_whatIfs(parts.edits->undoStack())
{
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(kDebounceMs);
    connect(&m_debounce, &QTimer::timeout, this, &LaneBoard::askDrafts);
    connect(&m_whatIfs, &WhatIfs::changed, this, &LaneBoard::whatIfChanged);
    connect(parts.state, &WorkspaceState::currentQueryChanged, this, [this] {
        select({});
        follow();
    });
    connect(parts.state, &WorkspaceState::shotsChanged, this, &LaneBoard::follow);
    connect(parts.session, &ProjectSession::datasetsLoaded, this, &LaneBoard::follow);
    connect(parts.session, &ProjectSession::closed, this, [this] {
        m_whatIfs.clear();
        m_arrangements.clear();
        m_memory.clear();
        m_written.clear();
        m_cache = std::make_shared<LaneCache>();
        stopAsking();
        clear();
    });
    connect(parts.monitor, &JobMonitor::stateChanged, this, [this](store::RunId, store::RunState state) {
        if (state == store::RunState::Succeeded)
            readStored();
    });
    connect(parts.edits->sets(), &IcdSets::stored, this, &LaneBoard::readStored);
    connect(parts.engine, &EngineService::becameIdle, this, &LaneBoard::busyChanged);
}

LaneBoard::~LaneBoard() { stopAsking(); }

const SampleRef* LaneBoard::query() const
{
    const auto& ref = m_parts.state->currentQuery();
    const auto dataset = ref ? m_parts.session->dataset(ref->task, ref->split) : nullptr;
    return dataset && ref->index >= 0 && static_cast<std::size_t>(ref->index) < dataset->size() ? &*ref : nullptr;
}

std::shared_ptr<const data::Dataset> LaneBoard::support() const
{
    return m_parts.session->dataset(m_parts.state->task(), data::Split::Train);
}

bool LaneBoard::isBusy() const { return m_reading || m_debounce.isActive() || !m_parts.engine->idle(); }

void LaneBoard::clear()
{
    m_request.cancel();
    m_retrieve.cancel();
    m_debounce.stop();
    m_reading = false;
    m_error.reset();
    m_read = {};
    m_retrieved.clear();
    compose();
}

void LaneBoard::follow()
{
    if (query())
        reload();
    else
        clear();
}

void LaneBoard::readStored()
{
    reload();
    Q_EMIT storedChanged();
}

std::optional<LaneRequest> LaneBoard::request() const
{
    const SampleRef* ref = query();
    const auto demonstrations = support();
    if (!ref || !demonstrations)
        return std::nullopt;
    return LaneRequest {m_parts.session->project(), m_parts.session->dataset(ref->task, ref->split), demonstrations, ref->index,
        m_parts.state->shots(), m_arrangement.settings, m_cache};
}

void LaneBoard::reload()
{
    const SampleRef* ref = query();
    if (!ref)
        return;
    auto request = this->request();
    if (!request) {
        const auto& unread = m_parts.session->datasetError();
        readFailed(unread ? *unread : Error {ErrorCode::NotFound, "no demonstrations", "train split", "the project has no train data set", {}});
        return;
    }
    std::optional<LaneArrangement> arrangement;
    if (const auto known = m_arrangements.constFind(static_cast<int>(ref->task)); known != m_arrangements.constEnd())
        arrangement = *known;
    m_reading = true;
    Q_EMIT busyChanged();
    m_request.run(
        this,
        [request = std::move(*request), arrangement = std::move(arrangement)](std::stop_token stop) mutable -> Result<ReadResult> {
            if (!arrangement) {
                FULCRUM_TRY(arrangement, withDatabase(request.project, [&](store::Database& database) {
                    return readArrangement(database, request.queries->task());
                }));
            }
            request.settings = arrangement->settings;
            FULCRUM_TRY(Lanes lanes, readLanes(request, stop));
            return ReadResult {std::move(lanes), std::move(*arrangement)};
        },
        [this, asked = *ref](Result<ReadResult> result) {
            m_reading = false;
            if (result)
                accept(asked, std::move(*result));
            else if (result.error().code != ErrorCode::Cancelled)
                readFailed(result.error());
            Q_EMIT busyChanged();
        });
}

/// Lanes of the query before must not stand under this one.
void LaneBoard::readFailed(const Error& error)
{
    m_error = error;
    m_read = {};
    m_retrieved.clear();
    compose();
    Q_EMIT failed(error);
}

void LaneBoard::accept(const SampleRef& asked, ReadResult result)
{
    m_error.reset();
    m_read = std::move(result.lanes);
    const int task = static_cast<int>(asked.task);
    if (!m_arrangements.contains(task))
        m_arrangements.insert(task, result.arrangement);
    m_arrangement = m_arrangements[task];
    m_retrieved.clear();
    m_writeErrors.clear();
    if (const Memory& memory = memoryOf(asked); memory.scope == m_read.scope)
        for (const auto& [prompt, findings] : memory.findings)
            m_read.findings[prompt].add(findings);
    compose();
    refreshFindings();
    writeWaiting();
    wantAlternatives();
}

QStringList LaneBoard::topKeys() const
{
    QStringList keys;
    for (const Lane& lane : m_read.lanes)
        if (lane.parent.isEmpty())
            keys.append(lane.key);
    const auto placeOf = [&](const QString& key) {
        const qsizetype place = m_arrangement.order.indexOf(key);
        return place < 0 ? m_arrangement.order.size() : place;
    };
    std::stable_sort(keys.begin(), keys.end(), [&](const QString& a, const QString& b) {
        const bool first = m_arrangement.pinned.contains(a), second = m_arrangement.pinned.contains(b);
        return first != second ? first : placeOf(a) < placeOf(b);
    });
    return keys;
}

void LaneBoard::addWithChildren(const Lane& lane)
{
    for (const Lane& shown : qAsConst(m_lanes))
        if (shown.key == lane.key)
            return;
    m_lanes.append(lane);
    addDelta(m_lanes.last());
    for (const Lane& child : qAsConst(m_read.lanes))
        if (child.parent == lane.key)
            addWithChildren(child);
    if (const SampleRef* ref = query())
        for (const WhatIf& whatIf : m_whatIfs.of(*ref))
            if (whatIf.parent == lane.key)
                addWithChildren(draftLane(whatIf));
}

void LaneBoard::compose()
{
    m_lanes.clear();
    m_hiddenLanes.clear();
    const auto laneOf = [this](const QString& key) {
        return *std::find_if(m_read.lanes.cbegin(), m_read.lanes.cend(), [&](const Lane& lane) { return lane.key == key; });
    };
    for (const QString& key : topKeys()) {
        if (m_arrangement.hidden.contains(key))
            m_hiddenLanes.append(laneOf(key));
        else
            addWithChildren(laneOf(key));
    }
    const SampleRef* ref = m_read.lanes.isEmpty() ? nullptr : query();
    for (const WhatIf& whatIf : ref ? m_whatIfs.of(*ref) : QVector<WhatIf>())
        if (!find(whatIf.parent)) // what it was made from is not shown at this number of shots
            addWithChildren(draftLane(whatIf));
    Q_EMIT lanesChanged();
    const Lane* lane = m_selected ? find(m_selected->lane) : nullptr;
    if (m_selected && (!lane || lane->icds.isEmpty()))
        select({});
    else if (m_selected && m_selected->position >= lane->icds.size())
        select(Place {m_selected->lane, static_cast<int>(lane->icds.size()) - 1});
}

Lane LaneBoard::draftLane(const WhatIf& whatIf) const
{
    Lane lane;
    lane.key = draftKey(whatIf.id);
    lane.parent = whatIf.parent;
    lane.kind = Lane::Kind::Draft;
    lane.strategy = whatIf.strategy;
    lane.title = tr("What-if");
    lane.subtitle = whatIf.subtitle.isEmpty() ? tr("edited from %1").arg(whatIf.parentTitle) : whatIf.subtitle;
    lane.state = Lane::State::Ready;
    lane.metricName = laneMetricName(whatIf.query.task);
    lane.setSequence(whatIf.sequence, *support());
    const auto& icds = whatIf.sequence.icds;
    if (std::any_of(icds.begin(), icds.end(), [](const icl::IcdStep& icd) { return !icd.alternatives.empty(); })) {
        lane.trainRun = whatIf.trainRun; // as it was written
        lane.checkpoint = whatIf.checkpoint;
    }
    addFindings(lane);
    return lane;
}

void LaneBoard::addDelta(Lane& lane) const
{
    lane.delta = {};
    icl::IcdSequence original;
    if (const WhatIf* whatIf = m_whatIfs.find(draftId(lane.key)))
        original = whatIf->original;
    else if (const Lane* parent = lane.kind == Lane::Kind::Kept ? find(lane.parent) : nullptr)
        original = parent->sequence;
    else
        return;
    const auto found = m_read.findings.find(icl::promptOf(original));
    if (found == m_read.findings.end() || !found->second.answer || !lane.findings.answer)
        return;
    const icl::SequenceFindings& before = found->second;
    lane.delta.known = true;
    lane.delta.score = lane.findings.answer->score - before.answer->score;
    lane.delta.samePrediction = lane.findings.answer->prediction == before.answer->prediction;
    if (lane.findings.probability && before.probability)
        lane.delta.probability = *lane.findings.probability - *before.probability;
}

const Lane* LaneBoard::find(const QString& key) const
{
    for (const QVector<Lane>* lanes : {&m_lanes, &m_hiddenLanes})
        for (const Lane& lane : *lanes)
            if (lane.key == key)
                return &lane;
    return nullptr;
}

void LaneBoard::select(const std::optional<Place>& place)
{
    if (m_selected == place)
        return;
    m_selected = place;
    Q_EMIT selectedChanged();
    wantAlternatives();
}

void LaneBoard::arrange(const LaneArrangement& arrangement, bool readAgain)
{
    const SampleRef* ref = query();
    if (!ref || arrangement == m_arrangement)
        return;
    m_arrangement = arrangement;
    m_arrangements[static_cast<int>(ref->task)] = arrangement;
    inTransaction(
        [task = ref->task, text = arrangementText(arrangement).toStdString()](store::Database& database) {
            return store::WorkspaceRepository(database).saveDocument(kArrangementKind, data::taskName(task), text);
        },
        {});
    if (readAgain)
        reload();
    else
        compose();
}

void LaneBoard::setSettings(const LaneSettings& settings)
{
    LaneArrangement arrangement = m_arrangement;
    arrangement.settings = settings;
    arrange(arrangement, true);
}

void LaneBoard::setPinned(const QString& key, bool pinned)
{
    LaneArrangement arrangement = m_arrangement;
    if (pinned)
        arrangement.pinned.insert(key);
    else
        arrangement.pinned.remove(key);
    arrange(arrangement, false);
}

void LaneBoard::setHidden(const QString& key, bool hidden)
{
    LaneArrangement arrangement = m_arrangement;
    if (hidden)
        arrangement.hidden.insert(key);
    else
        arrangement.hidden.remove(key);
    arrange(arrangement, false);
}

void LaneBoard::showHidden()
{
    LaneArrangement arrangement = m_arrangement;
    arrangement.hidden.clear();
    arrange(arrangement, false);
}

void LaneBoard::move(const QString& key, int by)
{
    LaneArrangement arrangement = m_arrangement;
    arrangement.order = topKeys();
    const qsizetype from = arrangement.order.indexOf(key);
    qsizetype to = from;
    // Past hidden lanes, else nothing would be seen to happen.
    do
        to += by;
    while (to >= 0 && to < arrangement.order.size() && arrangement.hidden.contains(arrangement.order[to]));
    if (from < 0 || to < 0 || to >= arrangement.order.size())
        return;
    if (arrangement.pinned.contains(key) != arrangement.pinned.contains(arrangement.order[to]))
        return; // pinned lanes stay on top
    arrangement.order.move(from, to);
    arrange(arrangement, false);
}

void LaneBoard::moveBeside(const QString& key, const QString& other, bool behind)
{
    LaneArrangement arrangement = m_arrangement;
    arrangement.order = topKeys();
    if (key == other || !arrangement.order.contains(other) || !arrangement.order.removeOne(key)
        || arrangement.pinned.contains(key) != arrangement.pinned.contains(other))
        return;
    arrangement.order.insert(arrangement.order.indexOf(other) + (behind ? 1 : 0), key);
    arrange(arrangement, false);
}

QString LaneBoard::compareObstacle() const
{
    const auto ready = std::count_if(m_lanes.begin(), m_lanes.end(), [](const Lane& lane) { return lane.state == Lane::State::Ready; });
    return ready >= 2
        ? QString()
        : tr("No other lane has a sequence to compare it with. Show hidden lanes, or build what the others lack.");
}

QString LaneBoard::editObstacle() const { return m_parts.edits->obstacle(); }

void LaneBoard::setEditing(bool editing)
{
    if (m_editing == editing)
        return;
    m_editing = editing;
    Q_EMIT editingChanged();
}

QString LaneBoard::edited(const QString& text, const Lane& lane, const icl::IcdSequence& sequence, int position)
{
    const SampleRef* ref = query();
    if (!ref || lane.state != Lane::State::Ready)
        return {};
    QString key = lane.key;
    if (const int id = draftId(lane.key); id >= 0) {
        m_whatIfs.change(text, id, sequence);
    } else {
        WhatIf whatIf;
        whatIf.query = *ref;
        whatIf.parent = lane.key;
        whatIf.parentTitle = lane.title;
        whatIf.strategy = lane.strategy;
        whatIf.original = lane.sequence;
        whatIf.originalRecord = lane.record;
        whatIf.sequence = sequence;
        key = draftKey(m_whatIfs.add(text, std::move(whatIf)));
    }
    if (position >= 0 && !sequence.icds.empty())
        select(Place {key, std::min(position, static_cast<int>(sequence.icds.size()) - 1)});
    return key;
}

QString LaneBoard::moveIcd(const QString& key, int from, int to)
{
    const Lane* lane = find(key);
    const int count = lane ? static_cast<int>(lane->icds.size()) : 0;
    if (from == to || from < 0 || to < 0 || from >= count || to >= count)
        return {};
    return edited(tr("Move a demonstration"), *lane, withMoved(lane->sequence, from, to), to);
}

QString LaneBoard::removeIcd(const QString& key, int position)
{
    const Lane* lane = find(key);
    if (!lane || position < 0 || position >= lane->icds.size())
        return {};
    return edited(tr("Remove a demonstration"), *lane, withRemoved(lane->sequence, position), position);
}

QString LaneBoard::insertIcds(const QString& key, int position, const std::vector<icl::IcdStep>& icds)
{
    const Lane* lane = find(key);
    if (!lane || icds.empty() || lane->icds.size() + static_cast<qsizetype>(icds.size()) > kMostDemonstrations)
        return {};
    return edited(tr("Insert %n demonstrations", nullptr, static_cast<int>(icds.size())), *lane,
        withInserted(lane->sequence, position, icds), std::clamp(position, 0, static_cast<int>(lane->icds.size())));
}

QString LaneBoard::setText(const QString& key, int position, const QString& text)
{
    const Lane* lane = find(key);
    if (!lane || position < 0 || position >= lane->icds.size())
        return {};
    const icl::IcdStep& icd = lane->sequence.icds[static_cast<std::size_t>(position)];
    std::string wanted = text.simplified().toStdString();
    const auto samples = support();
    if (icd.index >= 0 && static_cast<std::size_t>(icd.index) < samples->size()
        && wanted == data::shownAnswer((*samples)[static_cast<std::size_t>(icd.index)], samples->task()))
        wanted.clear(); // its own again
    if (wanted == icd.text)
        return {};
    return edited(tr("Edit a demonstration"), *lane, withText(lane->sequence, position, wanted), position);
}

QString LaneBoard::duplicate(const QString& key)
{
    const Lane* lane = find(key);
    const SampleRef* ref = query();
    if (!lane || !ref || lane->state != Lane::State::Ready)
        return {};
    const WhatIf* draft = m_whatIfs.find(draftId(key));
    WhatIf copy = draft ? *draft : WhatIf();
    if (!draft) {
        copy.query = *ref;
        copy.parent = key;
        copy.parentTitle = lane->title;
        copy.strategy = lane->strategy;
        copy.original = copy.sequence = lane->sequence;
        copy.originalRecord = lane->record;
    }
    return draftKey(m_whatIfs.add(tr("Duplicate a lane"), std::move(copy)));
}

void LaneBoard::discard(const QString& key) { m_whatIfs.discard(draftId(key)); }

void LaneBoard::whatIfChanged(int id)
{
    m_draftStops.take(id).request_stop();
    compose();
    const Lane* lane = find(draftKey(id));
    if (lane && !lane->findings.answer && askObstacle().isEmpty()) {
        m_dirty.insert(id);
        m_debounce.start();
    }
    Q_EMIT busyChanged();
}

} // namespace fulcrum::bridge
