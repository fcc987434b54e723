// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/lane_film.h"

#include "widgets/bridge/error_text.h"

namespace fulcrum::bridge {

LaneFilm::LaneFilm(ProjectSession* session, WorkspaceState* state, LaneBoard* board, QObject* parent)
    : QObject(parent), m_state(state), m_board(board), m_request(&session->worker())
{
    connect(board, &LaneBoard::lanesChanged, this, &LaneFilm::follow);
    connect(board, &LaneBoard::busyChanged, this, &LaneFilm::changed);
    connect(board, &LaneBoard::alternativesChanged, this, &LaneFilm::takeWritten);
    connect(board, &LaneBoard::storedChanged, this, [this] {
        m_subject.reset();
        follow();
    });
}

void LaneFilm::setActive(bool active)
{
    m_active = active;
    follow();
}

void LaneFilm::setKey(const QString& key)
{
    m_key = key;
    follow();
}

QString LaneFilm::obstacle(const Lane& lane)
{
    if (lane.kind == Lane::Kind::Draft || lane.kind == Lane::Kind::Kept)
        return tr("A what-if has one number of demonstrations.");
    if (lane.strategy == u"zero-shot")
        return tr("Zero-shot has no demonstrations.");
    return lane.state == Lane::State::Unavailable ? lane.reason : QString();
}

const Lane* LaneFilm::lane() const
{
    const Lane* lane = m_key.isEmpty() ? nullptr : m_board->find(m_key);
    if (lane && obstacle(*lane).isEmpty())
        return lane;
    for (const Lane& one : m_board->lanes())
        if (obstacle(one).isEmpty())
            return &one;
    return nullptr;
}

bool LaneFilm::isBusy() const
{
    const auto waits = [](const Lane& row) { return row.state == Lane::State::Waiting; };
    return m_active && (m_reading || std::any_of(m_rows.begin(), m_rows.end(), waits));
}

void LaneFilm::follow()
{
    if (!m_active)
        return;
    const Lane* lane = this->lane();
    const auto& query = m_state->currentQuery();
    if (!lane || !query) {
        m_request.cancel();
        m_reading = false;
        m_subject.reset();
        m_rows.clear();
        Q_EMIT changed();
        return;
    }
    const Subject subject {*query, lane->key, m_board->arrangement().settings};
    if (m_subject != subject)
        return read(subject);
    for (Lane& row : m_rows)
        if (row.state == Lane::State::Ready)
            m_board->addFindings(row);
    Q_EMIT changed();
}

void LaneFilm::read(const Subject& subject)
{
    const auto request = m_board->request();
    if (!request)
        return;
    m_subject = subject;
    m_rows.clear();
    m_reading = true;
    Q_EMIT changed();
    m_request.run(
        this,
        [request = *request, key = subject.key](std::stop_token stop) {
            return readFilm(request, key, WorkspaceState::kMaxShots, stop);
        },
        [this](Result<QVector<Lane>> rows) {
            m_reading = false;
            if (rows)
                m_rows = std::move(*rows);
            else if (rows.error().code != ErrorCode::Cancelled)
                Q_EMIT failed(rows.error());
            for (const Lane& row : QVector<Lane>(m_rows))
                if (row.state == Lane::State::Waiting)
                    m_board->write(row);
            takeWritten();
        });
}

/// What Lever-LM wrote, into the rows that wait for it.
void LaneFilm::takeWritten()
{
    const auto support = m_board->support();
    for (Lane& row : m_rows) {
        if (row.state != Lane::State::Waiting || !support)
            continue;
        if (const auto written = m_board->written(row)) {
            row.state = Lane::State::Ready;
            row.reason.clear();
            row.setSequence(written->sequence, *support);
            m_board->addFindings(row);
        } else if (const Error* error = m_board->writeError(row)) {
            row.state = Lane::State::Unavailable;
            row.subtitle.clear();
            row.reason = errorParagraph(*error);
        }
    }
    if (m_active)
        Q_EMIT changed();
}

} // namespace fulcrum::bridge
