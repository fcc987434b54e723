// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/dm_contents.h"
#include "widgets/bridge/worker.h"
#include "widgets/views/page.h"

#include <QTimer>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QScrollArea;
class QStackedWidget;
class QTableView;
class QVBoxLayout;

namespace fulcrum::bridge {
class ActionRegistry;
class JobMonitor;
class ProjectSession;
class ThumbnailProvider;
class WorkspaceState;
}
namespace fulcrum::charts {
class ScoreHistogram;
class SpreadRows;
}
namespace fulcrum::models {
class AnchorFilter;
class AnchorModel;
}

namespace fulcrum::views {

class BeamView;
class InlineBar;
class MessageCard;
class PictureView;

/// What a D_M holds: its anchors, the sequences found for each, and how good they are; also while it is being built, and of an
/// official file. A threshold can be tried before training with it.
class DmPage : public Page
{
    Q_OBJECT

public:
    struct Parts
    {
        bridge::ProjectSession* session;
        bridge::WorkspaceState* state;
        bridge::JobMonitor* monitor;
        bridge::ThumbnailProvider* thumbnails;
        bridge::ActionRegistry* actions;
    };
    explicit DmPage(const Parts& parts, QWidget* parent = nullptr);

    bool isBusy() const override { return m_reading; }
    QString whyNoExport() const override;
    void exportView() override;

    /// Shows this run, of whatever task.
    void showRun(store::RunId run);
    store::RunId run() const { return m_wanted; }
    double threshold() const { return m_threshold; }
    void setThreshold(double threshold);

    const std::shared_ptr<const bridge::DmContents>& contents() const { return m_contents; }
    models::AnchorFilter* anchors() const { return m_filter; }
    const QVector<BeamView*>& beams() const { return m_beams; }
    charts::ScoreHistogram* histogram() const { return m_histogram; }
    QString thresholdText() const;
    QString summaryText() const;
    void selectAnchor(int row); ///< of the list as it is shown

Q_SIGNALS:
    /// A training with this D_M and threshold is to be set up.
    void trainingWanted(fulcrum::store::RunId run, double threshold);

private:
    QWidget* makeTools();
    QWidget* makeAnchors();
    QWidget* makeBeams();
    QWidget* makeQuality();
    void registerActions();
    void connectParts();
    void refreshRuns();
    void runChosen();
    void read();
    void take(const std::shared_ptr<const bridge::DmContents>& contents);
    void showState();
    void showQuality();
    void showThreshold();
    void showAnchor();
    void clearBeams();
    void chooseSample(std::int64_t item);
    std::int64_t currentAnchor() const;
    void fitColumns();
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

    Parts m_parts;
    bridge::Latest m_reader;
    QTimer m_readSoon;
    store::RunId m_wanted = 0;
    double m_threshold = 0;
    bool m_reading = false, m_dirty = true;
    std::shared_ptr<const bridge::DmContents> m_contents;
    std::int64_t m_shownAnchor = -1;
    std::optional<Error> m_problem;

    models::AnchorModel* m_model;
    models::AnchorFilter* m_filter;
    QVector<BeamView*> m_beams;
    QStackedWidget* m_stack;
    MessageCard* m_message;
    InlineBar* m_bar;
    QComboBox *m_run = nullptr, *m_kind = nullptr;
    QLineEdit* m_text = nullptr;
    QTableView* m_table = nullptr;
    QScrollArea* m_scroll = nullptr;
    PictureView* m_picture = nullptr;
    QVBoxLayout* m_column = nullptr;
    charts::ScoreHistogram* m_histogram = nullptr;
    charts::SpreadRows* m_spreads = nullptr;
    QDoubleSpinBox* m_box = nullptr;
    QLabel *m_progress = nullptr, *m_found = nullptr, *m_title = nullptr, *m_truth = nullptr, *m_facts = nullptr, *m_kept = nullptr,
           *m_note = nullptr;
};

} // namespace fulcrum::views
