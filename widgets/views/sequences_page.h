// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_board.h"
#include "widgets/views/page.h"


class QLabel;
class QPushButton;
class QScrollArea;
class QSlider;
class QStackedWidget;
class QVBoxLayout;

namespace fulcrum::bridge {
class ActionRegistry;
struct ActionSpec;
class ThumbnailProvider;
}

namespace fulcrum::views {

class InlineBar;
class LaneView;
class MessageCard;
class PictureView;

/// What each strategy gives the current query, and what a person makes of it: one lane per strategy, demonstrations in prompt
/// order, prediction and score; what-ifs under the lanes that they were made from.
class SequencesPage : public Page
{
    Q_OBJECT

public:
    struct Parts
    {
        bridge::ProjectSession* session;
        bridge::WorkspaceState* state;
        bridge::LaneBoard* board;
        bridge::ThumbnailProvider* thumbnails;
        bridge::ActionRegistry* actions;
    };
    explicit SequencesPage(const Parts& parts, QWidget* parent = nullptr);

    QVector<LaneView*> lanes() const { return m_lanes; } ///< as they stand
    bool isBusy() const override { return m_board->isBusy(); }
    bool isRevealed() const { return m_revealed; }
    QString whyNoExport() const override;
    void exportView() override; ///< the lanes as a figure

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    // sequences_page.cpp
    QWidget* makeStrip();
    QWidget* makeControls();
    void refresh();
    void refreshStrip();
    void refreshWork();
    void showEditing();
    void orderTabs();
    void showLanes();
    void showLane(const QString& key);
    LaneView* viewOf(const QString& key) const;
    LaneView* makeLane();
    void colorIdentities();
    void showSelected();
    void focusSelected();
    void showProblem(const Error& error);
    std::optional<data::Sample> query() const;

    // sequences_page_actions.cpp
    void addPageAction(const bridge::ActionSpec& spec, const std::function<void()>& slot);
    void registerActions();
    void registerEditActions();
    void registerAskActions();
    void updateActions();
    void stepQuery(int by);
    void focusLane(int by);
    void walkTo(const QString& lane, int position);
    void activate(const QString& lane, int position);
    void editText();
    void insertSamples();
    void askName(const QString& lane, bool forSet);
    void askSeed();

    bridge::ProjectSession* m_session;
    bridge::WorkspaceState* m_state;
    bridge::LaneBoard* m_board;
    bridge::ThumbnailProvider* m_thumbnails;
    bridge::ActionRegistry* m_actions;
    QVector<LaneView*> m_lanes;
    bool m_revealed = false, m_selectionOrder = false;

    QStackedWidget* m_stack;
    QWidget* m_content;
    MessageCard* m_message;
    InlineBar *m_bar, *m_editBar;
    PictureView* m_picture = nullptr;
    QLabel *m_kind = nullptr, *m_title = nullptr, *m_truth = nullptr, *m_shotsLabel = nullptr, *m_work = nullptr;
    QSlider* m_shots = nullptr;
    QScrollArea* m_scroll = nullptr;
    QVBoxLayout* m_laneColumn = nullptr;
};

} // namespace fulcrum::views
