// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_film.h"

#include <QFrame>

class QGridLayout;

namespace fulcrum::bridge {
class ThumbnailProvider;
}

namespace fulcrum::views {

class IcdCard;

/// One strategy with 1, 2, ... demonstrations, a row each. Lines go from a row to the next as in SequenceDiff: whole where the
/// demonstration keeps its place in the prompt, dashed where it moves; what the row above did not have has a tinted ground.
class SequenceFilm : public QFrame
{
    Q_OBJECT

public:
    SequenceFilm(bridge::LaneFilm* film, bridge::WorkspaceState* state, bridge::ThumbnailProvider* thumbnails, QWidget* parent = nullptr);

    /// Shows the film's rows as they are now; what has not changed stays, with the focus.
    void refresh(bool selectionOrder);
    const QVector<QVector<IcdCard*>>& rows() const { return m_rows; }
    QVector<IcdCard*> cards() const;
    /// "Every row begins like the one above": what the rows have in common.
    QString summary() const;

Q_SIGNALS:
    void icdEntered(int shots, int position);
    void icdActivated(int shots, int position);
    void shotsWanted(int shots);

private:
    void showRow(int row);
    QWidget* makeHead(int row);
    QWidget* makeCards(int row);
    QWidget* makeOutcome(const bridge::Lane& lane);
    QString change(int row) const;
    QByteArray fingerprint() const;
    void tint();
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

    bridge::LaneFilm* m_film;
    bridge::WorkspaceState* m_state;
    bridge::ThumbnailProvider* m_thumbnails;
    QGridLayout* m_grid;
    QVector<QVector<IcdCard*>> m_rows;
    QByteArray m_shown; ///< fingerprint of what is shown
    bool m_selectionOrder = false;
};

} // namespace fulcrum::views
