// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row_order.h"
#include "widgets/bridge/project_session.h"

#include <QObject>
#include <QUndoStack>
#include <QVector>

namespace fulcrum::bridge {

class IcdSets;

/// A filter with its order under a name.
struct SavedView
{
    QString name;
    QString filter; ///< text form
    store::SortKey sort;
    bool operator==(const SavedView&) const = default;
};

/// What a person changes in a project by hand: tags, stars, saved views, ICD sets. Everything is written at once and can be undone.
/// Writing happens on the session's worker, in the order of the changes. GUI thread.
class WorkspaceEdits : public QObject
{
    Q_OBJECT

public:
    explicit WorkspaceEdits(ProjectSession* session, QObject* parent = nullptr);
    ~WorkspaceEdits() override;

    QUndoStack* undoStack() { return &m_stack; }
    /// Why nothing can be changed now; empty when it can.
    QString obstacle() const;

    /// Sets a tag on samples that lack it, or takes it from those that have it; others are not touched, so that undo brings
    /// back exactly what was. `tags` are those of the data set now. Does nothing when nothing would change.
    void setTag(const data::Dataset& dataset, const std::vector<std::int32_t>& samples, const store::TagFacts& tags,
        const QString& tag, bool on);

    /// The same for one sample whose tags the caller shows.
    void setTag(const data::Dataset& dataset, std::int64_t sample, const QString& tag, bool on);

    const QVector<SavedView>& views() const { return m_views; }
    void saveView(const SavedView& view); ///< replaces one of that name
    void renameView(const QString& from, const QString& to);
    void removeView(const QString& name);

    IcdSets* sets() const { return m_sets; }

    /// Runs `work` on the session's worker in one transaction, after all changes before it; `then` in any case. For undo commands.
    using Write = std::function<Result<void>(store::Database&)>;
    void write(Write work, std::function<void()> then);

Q_SIGNALS:
    void tagsChanged(fulcrum::data::Task task, fulcrum::data::Split split); ///< they are written
    void viewsChanged();
    void failed(const fulcrum::Error& error);

private:
    friend class TagCommand;
    friend class ViewsCommand;
    void setViews(const QVector<SavedView>& views);
    void changeViews(const QString& text, const QVector<SavedView>& views);
    void loadViews();

    ProjectSession* m_session;
    QUndoStack m_stack;
    QVector<SavedView> m_views;
    Latest m_load;
    IcdSets* m_sets;
};

} // namespace fulcrum::bridge
