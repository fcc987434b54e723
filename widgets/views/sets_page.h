// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/set_facts.h"
#include "widgets/dialogs/set_source_dialog.h"
#include "widgets/views/page.h"

#include <nlohmann/json_fwd.hpp>

class QLabel;
class QListView;
class QScrollArea;

namespace fulcrum::bridge {
class ActionRegistry;
class JobMonitor;
class ThumbnailProvider;
class WorkspaceEdits;
class WorkspaceState;
}
namespace fulcrum::models {
class SetListModel;
}

namespace fulcrum::views {

class InlineBar;
class MessageCard;
class SetCanvas;
class SetFactsView;

/// Fixed and golden sets: demonstrations in an order, the same for every query. Where they come from, what is in them, what is
/// known about them.
class SetsPage : public Page
{
    Q_OBJECT

public:
    struct Parts
    {
        bridge::ProjectSession* session;
        bridge::WorkspaceState* state;
        bridge::WorkspaceEdits* edits;
        bridge::JobMonitor* monitor;
        bridge::ThumbnailProvider* thumbnails;
        bridge::ActionRegistry* actions;
    };
    explicit SetsPage(const Parts& parts, QWidget* parent = nullptr);

    /// Empty when none is shown.
    const QString& current() const { return m_current; }
    void setCurrent(const QString& name);
    /// Reads sets from files; tells what is wrong in a bar.
    void importFiles(const QStringList& files);

    bool isBusy() const override { return m_busy; }
    QString whyNoExport() const override;
    void exportView() override;

    QListView* list() const { return m_list; }
    SetCanvas* canvas() const { return m_canvas; }
    SetFactsView* facts() const { return m_facts; }
    InlineBar* bar() const { return m_bar; }

Q_SIGNALS:
    /// A person wants the form of this job with these values filled in.
    void jobWanted(const QString& kind, const nlohmann::json& values);

private:
    // sets_page.cpp
    QWidget* makeSide();
    QWidget* makeHeader();
    void showSets();
    void showSet();
    void readFacts();
    void showFacts(const bridge::SetFacts& facts);
    void showState();
    void showEmpty();
    bridge::IcdSets* sets() const;
    const bridge::IcdSet* shown() const;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

    // sets_page_actions.cpp
    void registerActions();
    void updateActions();
    void fromSelection();
    void fromRun(dialogs::SetSourceDialog::Source source);
    void add(bridge::IcdSet set, const icl::SetOrigin& origin);
    void chooseFiles();
    void duplicate();
    void removeSet();
    void evaluate();
    void moveMember(int from, int to);
    void removeMember(int position);
    void insertMembers(int position);
    void write(const QString& file);

    Parts m_parts;
    bridge::Latest m_request;
    QString m_current;
    bool m_busy = false;
    bool m_stale = false; ///< the facts are those of another set: it was chosen while the page was hidden
    bool m_damaged = false; ///< the bar tells what of the facts cannot be read
    models::SetListModel* m_model;
    QListView* m_list;
    QLabel *m_title = nullptr, *m_origin = nullptr;
    SetCanvas* m_canvas;
    SetFactsView* m_facts;
    QWidget* m_content;
    MessageCard* m_message;
    InlineBar* m_bar;
};

} // namespace fulcrum::views
