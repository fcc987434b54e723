// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/filter.h"
#include "widgets/bridge/worker.h"
#include "widgets/bridge/workspace_state.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QScrollArea;
class QVBoxLayout;

namespace fulcrum::bridge {
class ActionRegistry;
class ProjectSession;
class SampleBrowser;
class ThumbnailProvider;
class WorkspaceEdits;
}

namespace fulcrum::views {

class MessageCard;
class PictureView;

/// The sample that the keyboard stands on: its picture, every caption or the question with all answers (unless the truth is
/// hidden: WorkspaceState::isTruthHidden), what the filter found in them, tags, facts.
class InspectorView : public QWidget
{
    Q_OBJECT

public:
    InspectorView(bridge::ProjectSession* session, bridge::WorkspaceState* state, bridge::SampleBrowser* browser,
        bridge::WorkspaceEdits* edits, bridge::ThumbnailProvider* thumbnails, bridge::ActionRegistry* actions,
        QWidget* parent = nullptr);

    const std::optional<bridge::SampleRef>& shown() const { return m_shown; }

private:
    void refresh();
    void showAgain(); ///< the same sample, with what has changed about it
    QString marked(const std::string& text, data::Field where) const;
    void show(const bridge::SampleRef& ref, const data::Sample& sample, const data::Dataset& dataset);
    void addCaptions(const data::Sample& sample, bool hidden);
    void addHiddenNote();
    void addQuestion(const data::Sample& sample, bool hidden);
    void addFacts(const bridge::SampleRef& ref, const data::Sample& sample);
    void addTags(const bridge::SampleRef& ref);
    void loadTags(const bridge::SampleRef& ref);
    void setTag(const QString& tag, bool on);
    void addSimilar();
    void changeEvent(QEvent* event) override;

    bridge::ProjectSession* m_session;
    bridge::WorkspaceState* m_state;
    bridge::SampleBrowser* m_browser;
    bridge::WorkspaceEdits* m_edits;
    bridge::ActionRegistry* m_actions;
    bridge::Latest m_tags;
    std::optional<bridge::SampleRef> m_shown;
    std::int64_t m_shownId = 0; ///< published id of the sample that is shown

    PictureView* m_picture;
    QWidget* m_content;
    QVBoxLayout* m_details;
    QScrollArea* m_scroll;
    MessageCard* m_message;
    QWidget* m_tagRow = nullptr;
};

} // namespace fulcrum::views
