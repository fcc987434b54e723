// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_board.h"

namespace fulcrum::bridge {

/// One lane of the current query with 1, 2, ... demonstrations: how its sequence grows, or changes. Reads only while somebody looks.
/// GUI thread.
class LaneFilm : public QObject
{
    Q_OBJECT

public:
    LaneFilm(ProjectSession* session, WorkspaceState* state, LaneBoard* board, QObject* parent = nullptr);

    void setActive(bool active);
    /// Key of the lane; empty = the first that has a film.
    void setKey(const QString& key);
    const QString& key() const { return m_key; } ///< as it was set
    const Lane* lane() const;                     ///< the lane of the board that is shown; nullptr = none
    const QVector<Lane>& rows() const { return m_rows; } ///< row i has i + 1 demonstrations
    bool isBusy() const;
    /// Why a lane has no film; empty when it has one.
    static QString obstacle(const Lane& lane);

Q_SIGNALS:
    void changed(); ///< lane, rows or isBusy
    void failed(const fulcrum::Error& error);

private:
    /// What the rows were read for.
    struct Subject
    {
        SampleRef query;
        QString key;
        LaneSettings settings;
        bool operator==(const Subject&) const = default;
    };
    void follow();
    void read(const Subject& subject);
    void takeWritten();

    WorkspaceState* m_state;
    LaneBoard* m_board;
    Latest m_request;
    QString m_key;
    std::optional<Subject> m_subject;
    QVector<Lane> m_rows;
    bool m_active = false, m_reading = false;
};

} // namespace fulcrum::bridge
