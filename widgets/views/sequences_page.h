// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_film.h"
#include "widgets/views/page.h"

class QBoxLayout;
class QLabel;
class QMenu;
class QScrollArea;
class QSlider;
class QStackedWidget;

namespace fulcrum::bridge {
class ActionRegistry;
struct ActionSpec;
class ThumbnailProvider;
}

namespace fulcrum::views {

class IcdCard;
class InlineBar;
class LaneView;
class MenuButton;
class MessageCard;
class PictureView;
class SegmentedControl;
class SequenceFilm;

/// What each strategy gives the current query, and what a person makes of it: one lane per strategy, demonstrations in prompt
/// order, prediction and score; what-ifs under the lanes that they were made from. Lanes lie above each other, stand beside each other, or
/// two of them are compared; or one is followed from one to eight shots.
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

    enum class Arrangement { Lanes, Columns, Diff, Film };
    Arrangement arrangement() const { return m_arrangement; }
    void setArrangement(Arrangement arrangement);
    /// What the session keeps: the arrangement's name ("lanes", "columns", "diff", "film"), the two lanes of the diff, that of the film.
    QStringList viewState() const;
    void setViewState(const QStringList& state); ///< whatever does not fit is left as it is
    /// The lanes that the diff compares and the one that the film shows; what is not there gives way to the first that are.
    void setDiff(const QString& first, const QString& second);
    void setFilm(const QString& lane) { m_film->setKey(lane); }

    QVector<LaneView*> lanes() const { return m_lanes; } ///< as they stand; none in a film
    SequenceFilm* filmView() const { return m_filmView; }
    bool isBusy() const override { return m_board->isBusy() || m_film->isBusy(); }
    bool isRevealed() const { return m_revealed; }
    QString whyNoExport() const override;
    void exportView() override; ///< the lanes as a figure

Q_SIGNALS:
    void compareWanted(const QString& lane); ///< the Compare page with this lane first

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    // sequences_page.cpp
    QWidget* makeStrip();
    QWidget* makeControls();
    QWidget* makeWork();
    void follow();
    void refresh();
    void refreshStrip();
    void refreshWork();
    void showEditing();
    void orderTabs();
    void showLanes();
    void showLane(const QString& key);
    LaneView* viewOf(const QString& key) const;
    LaneView* makeLane();
    void showSelected();
    void focusSelected();
    void showProblem(const Error& error);
    std::optional<data::Sample> query() const;

    // sequences_page_layouts.cpp
    QWidget* makeArrangementBar();
    QWidget* makePlaces();
    void registerArrangements();
    QVector<const bridge::Lane*> shownLanes() const;
    QVector<const bridge::Lane*> diffLanes() const;
    QVector<QVector<IcdCard*>> cardRows() const;
    void dress();
    void alignColumns();
    void showPlace();
    void showArrangementBar();
    void fillPick(int side);
    QString diffSummary() const;
    void showFilm();
    void enterFilm(int shots, int position);

    // sequences_page_actions.cpp
    void addPageAction(const bridge::ActionSpec& spec, const std::function<void()>& slot);
    void registerActions();
    void registerEditActions();
    void registerAskActions();
    void updateActions();
    void stepQuery(int by);
    void focusLane(int by);
    void walkTo(std::int64_t index);
    void activate(const QString& lane, int position, bool mayEdit = true);
    void editText();
    void insertSamples();
    void askName(const QString& lane, bool forSet);
    void askSeed();

    static constexpr const char* kArrangementActions[] = {"seq.lanes", "seq.columns", "seq.diff", "seq.film"};

    bridge::ProjectSession* m_session;
    bridge::WorkspaceState* m_state;
    bridge::LaneBoard* m_board;
    bridge::ThumbnailProvider* m_thumbnails;
    bridge::ActionRegistry* m_actions;
    bridge::LaneFilm* m_film;
    QVector<LaneView*> m_lanes;
    bool m_revealed = false, m_selectionOrder = false;
    Arrangement m_arrangement = Arrangement::Lanes;
    QString m_diff[2]; ///< keys as they were chosen; empty = the first that there are

    QStackedWidget* m_stack;
    QWidget* m_content;
    MessageCard* m_message;
    InlineBar *m_bar, *m_editBar;
    PictureView* m_picture = nullptr;
    QLabel *m_kind = nullptr, *m_title = nullptr, *m_truth = nullptr, *m_shotsLabel = nullptr, *m_work = nullptr;
    QSlider* m_shots = nullptr;
    QScrollArea *m_scroll = nullptr, *m_filmScroll = nullptr;
    QBoxLayout* m_laneColumn = nullptr;
    SegmentedControl* m_choice = nullptr;
    QWidget *m_arrangementBar = nullptr, *m_links = nullptr;
    MenuButton* m_pick[2] = {};
    QLabel *m_pickText[2] = {}, *m_summary = nullptr;
    QStackedWidget* m_places = nullptr; ///< lanes, film, or why there are none
    SequenceFilm* m_filmView = nullptr;
    MessageCard* m_placeMessage = nullptr;
};

} // namespace fulcrum::views
