// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_board.h"

#include <QFrame>
#include <optional>

class QAction;
class QBoxLayout;
class QMenu;

namespace fulcrum::bridge {
class ActionRegistry;
class ThumbnailProvider;
}

namespace fulcrum::views {

class IcdCard;

/// One strategy: its name on the left, its demonstrations in prompt order (or in order of selection), what came out on the
/// right; or the same from top to bottom. Lanes are dragged by their names; in what-if mode cards can be dragged within a lane, onto it
/// and away.
class LaneView : public QFrame
{
    Q_OBJECT

public:
    LaneView(bridge::LaneBoard* board, bridge::ThumbnailProvider* thumbnails, bridge::ActionRegistry* actions,
        QWidget* parent = nullptr);

    static constexpr int kColumnWidth = 232; ///< of a vertical one
    /// Before the first `show`.
    void setOrientation(Qt::Orientation orientation);
    Qt::Orientation orientation() const { return m_orientation; }
    /// Vertical ones beside each other: the heights that put equal prompt positions and what came out into rows.
    int headHeight() const;
    void align(int headHeight, int positions);

    /// Shows the lane as it is now; what has not changed stays, with the focus.
    void show(const bridge::Lane& lane, bool selectionOrder);
    const bridge::Lane& lane() const { return m_lane; }
    const QVector<IcdCard*>& cards() const { return m_cards; } ///< as they stand
    IcdCard* cardAt(int position) const;                       ///< of the prompt; nullptr when there is none
    QWidgetList focusChain() const; ///< what the Tab key walks through, in order
    /// Entries of the lane's menu as it is now; the caller owns it.
    QMenu* makeMenu();

Q_SIGNALS:
    void icdEntered(const QString& lane, int position);
    void icdActivated(const QString& lane, int position);
    void walked(const fulcrum::views::IcdCard* card, int key); ///< an arrow key
    void nameWanted(const QString& lane, bool forSet); ///< to keep a what-if, or to save a set
    void seedWanted(const QString& lane);
    void compareWanted(const QString& lane); ///< beside the others, on the Compare page
    void dropRefused(const QString& reason);

private:
    void rebuild(bool cards);
    QWidget* makeHeader();
    QWidget* makeCards();
    void addCards(QBoxLayout* row);
    QWidget* makeReason();
    bool isVertical() const { return m_orientation == Qt::Vertical; }
    QWidget* makeOutcome();
    void addScore(QBoxLayout* column);
    void addAsking(QBoxLayout* column);
    void addLeverMenu(QMenu* menu);
    void startDrag(int position);
    void startLaneDrag();
    bool takesLane(const QMimeData* content) const;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    int dropPosition(const QPoint& at) const;
    bool isInSecondHalf(const QPointF& at) const;
    bool takes(const QMimeData* content) const;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void dropIcd(const QByteArray& content, int position);
    void dropSamples(const QByteArray& content, int position);
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

    bridge::LaneBoard* m_board;
    bridge::ThumbnailProvider* m_thumbnails;
    bridge::ActionRegistry* m_actions;
    bridge::Lane m_lane;
    Qt::Orientation m_orientation = Qt::Horizontal;
    bool m_selectionOrder = false;
    QString m_cardsState; ///< what the cards were made from
    QBoxLayout* m_row;
    QWidget *m_header = nullptr, *m_middle = nullptr, *m_outcome = nullptr;
    QVector<IcdCard*> m_cards;
    int m_dropMark = -1; ///< where a dragged card would come to stand
    std::optional<bool> m_laneMark; ///< a dragged lane would come to stand before (false) or behind (true) this one
    std::optional<QPoint> m_pressed; ///< on the header: the lane is taken from there
};

} // namespace fulcrum::views
