// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_source.h"

#include <QWidget>

class QLabel;
class QScrollArea;
class QSlider;
class QStackedWidget;
class QVBoxLayout;

namespace fulcrum::bridge {
class ActionRegistry;
class JobMonitor;
class ThumbnailProvider;
}

namespace fulcrum::views {

class InlineBar;
class LaneView;
class MessageCard;
class PictureView;

/// What each strategy gives the current query: one lane per strategy, demonstrations in prompt order, prediction and score.
class SequencesPage : public QWidget
{
    Q_OBJECT

public:
    SequencesPage(bridge::ProjectSession* session, bridge::WorkspaceState* state, bridge::JobMonitor* monitor,
        bridge::ThumbnailProvider* thumbnails, bridge::ActionRegistry* actions, QWidget* parent = nullptr);

    /// Shows these lanes; what `readLanes` delivers ends here.
    void showLanes(const QVector<bridge::Lane>& lanes);
    void showProblem(const Error& error);
    QVector<LaneView*> lanes() const { return m_lanes; }
    bool isBusy() const { return m_busy; }
    bool isRevealed() const { return m_revealed; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void registerActions();
    QWidget* makeStrip();
    void refresh();
    void refreshStrip();
    void requestLanes();
    void colorIdentities();
    void stepQuery(int by);
    void focusLane(int by);
    std::optional<data::Sample> query() const;

    bridge::ProjectSession* m_session;
    bridge::WorkspaceState* m_state;
    bridge::ThumbnailProvider* m_thumbnails;
    bridge::ActionRegistry* m_actions;
    bridge::Latest m_request;
    QVector<LaneView*> m_lanes;
    QVector<bridge::Lane> m_data;
    bool m_busy = false, m_revealed = false, m_selectionOrder = false;

    QStackedWidget* m_stack;
    QWidget* m_content;
    MessageCard* m_message;
    InlineBar* m_bar;
    PictureView* m_picture = nullptr;
    QLabel *m_kind = nullptr, *m_title = nullptr, *m_truth = nullptr, *m_shotsLabel = nullptr;
    QSlider* m_shots = nullptr;
    QScrollArea* m_scroll = nullptr;
    QVBoxLayout* m_laneColumn = nullptr;
};

} // namespace fulcrum::views
