// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_source.h"

#include <QFrame>

class QAction;
class QScrollArea;

namespace fulcrum::bridge {
class ActionRegistry;
class ThumbnailProvider;
}

namespace fulcrum::views {

class IcdCard;

/// One strategy: its name on the left, its demonstrations in prompt order (or in order of selection), what came out on the
/// right.
class LaneView : public QFrame
{
    Q_OBJECT

public:
    LaneView(const bridge::Lane& lane, bool selectionOrder, bridge::ThumbnailProvider* thumbnails,
        bridge::ActionRegistry* actions, QWidget* parent = nullptr);

    const bridge::Lane& lane() const { return m_lane; }
    QVector<IcdCard*> cards() const { return m_cards; }
    QScrollArea* scroller() const { return m_scroll; }

Q_SIGNALS:
    void icdClicked(std::int64_t index);

private:
    QWidget* makeHeader();
    QWidget* makeCards(bool selectionOrder, bridge::ThumbnailProvider* thumbnails);
    QWidget* makeReason(bridge::ActionRegistry* actions);
    QWidget* makeOutcome();

    const bridge::Lane m_lane;
    QVector<IcdCard*> m_cards;
    QScrollArea* m_scroll = nullptr;
};

} // namespace fulcrum::views
