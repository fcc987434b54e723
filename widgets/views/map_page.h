// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"
#include "widgets/bridge/map_groups.h"
#include "widgets/views/page.h"

#include <QSet>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QListWidget;
class QProgressBar;
class QSpinBox;
class QStackedWidget;

namespace fulcrum::bridge {
class ActionRegistry;
class JobMonitor;
class LaneBoard;
class ProjectSession;
class ThumbnailProvider;
}
namespace fulcrum::charts {
class ScatterChart;
struct PointLink;
}

namespace fulcrum::views {

class HoverCard;
class InlineBar;
class MenuButton;
class MessageCard;
class SegmentedControl;

/// The samples of a task as points of a plane: near each other when their embeddings are alike. What is chosen here is chosen
/// everywhere, and lines lead from the current query to what each strategy gives it.
class MapPage : public Page
{
    Q_OBJECT

public:
    struct Parts
    {
        bridge::ProjectSession* session;
        bridge::WorkspaceState* state;
        bridge::LaneBoard* board;
        bridge::JobMonitor* monitor;
        bridge::ThumbnailProvider* thumbnails;
        bridge::ActionRegistry* actions;
    };
    explicit MapPage(const Parts& parts, QWidget* parent = nullptr);
    ~MapPage() override;

    bool isBusy() const override { return m_builder->isBusy() || m_grouping; }
    QString whyNoExport() const override;
    void exportView() override;

    /// How the map is made and what it shows, as text for the session; unknown parts of a text are ignored.
    QString viewText() const;
    void setViewText(const QString& text);

    charts::ScatterChart* chart() const { return m_chart; }
    bridge::MapBuilder* builder() const { return m_builder; }
    const bridge::MapGroups& groups() const { return m_groups; }
    void setMethod(embed::ProjectionMethod method);
    void setColoring(bridge::MapColoring coloring);
    QListWidget* legend() const { return m_legend; }
    QString note() const; ///< below the map
    /// What is exported as a picture.
    chart::Figure figure() const;

Q_SIGNALS:
    void pageWanted(const QString& page);

private:
    enum class Shown { All, Train, Validation };

    // map_page.cpp
    QWidget* makeTools();
    QWidget* makeProgress();
    QWidget* makeSide();
    QWidget* makeSettings();
    void registerActions();
    void connectParts();
    icl::MapRequest request() const;
    void settingsChanged();
    void buildSoon();
    void build();
    void showMap();
    void showProblem(const Error& error);
    void showState();
    void showProgress();
    void showSkipped();
    void refreshRuns();
    void regroup();
    void group(bridge::MapColoring coloring);
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

    // map_page_points.cpp
    void showGroups();
    void showSelection();
    void showLinks();
    void showNote();
    void pick(const std::vector<int>& rows, bool add);
    void choose(data::Split split, std::vector<std::int32_t> indices, std::int64_t primary);
    void chooseOthers();
    void chooseSkipped();
    void activate(int row);
    void hover(int row, const QPoint& place);
    QVector<charts::PointLink> links() const;
    void addLines(chart::Panel& panel) const;

    Parts m_parts;
    bridge::MapBuilder* m_builder;
    bridge::Latest m_grouper;
    bridge::MapGroups m_groups;
    bool m_ungrouped = false; ///< the wanted groups could not be read; they are by split
    bool m_grouping = false, m_dirty = true, m_fitNext = true, m_picking = false;
    QSet<QString> m_hiddenGroups, m_hiddenLanes;
    std::vector<int> m_others; ///< rows of the other split that the last lasso went around
    std::optional<Error> m_problem;

    charts::ScatterChart* m_chart;
    QStackedWidget* m_stack;
    MessageCard* m_message;
    InlineBar* m_bar;
    HoverCard* m_card;
    SegmentedControl *m_method = nullptr, *m_part = nullptr, *m_shown = nullptr;
    QComboBox *m_coloring = nullptr, *m_run = nullptr;
    MenuButton* m_settings = nullptr;
    QDoubleSpinBox* m_perplexity = nullptr;
    QSpinBox *m_iterations = nullptr, *m_landmarks = nullptr, *m_seed = nullptr;
    QWidget *m_work = nullptr, *m_side = nullptr;
    QProgressBar* m_progress = nullptr;
    QListWidget *m_legend = nullptr, *m_lanes = nullptr;
    QLabel *m_legendTitle = nullptr, *m_legendNote = nullptr, *m_lanesTitle = nullptr, *m_lanesNote = nullptr, *m_note = nullptr,
           *m_workText = nullptr;
};

} // namespace fulcrum::views
