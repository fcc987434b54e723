// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/workspace_edits.h"

#include "core/store/workspace_repository.h"
#include "widgets/bridge/icd_sets.h"
#include "widgets/bridge/sort_text.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace fulcrum::bridge {

namespace {

constexpr const char* kViewKind = "view";
constexpr int kMostUndone = 100;

QByteArray viewText(const SavedView& view)
{
    return QJsonDocument(QJsonObject {{QStringLiteral("filter"), view.filter}, {QStringLiteral("sort"), sortText(view.sort)}})
        .toJson(QJsonDocument::Compact);
}

SavedView viewFrom(const std::string& name, const std::string& text)
{
    const QJsonObject document = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    return {QString::fromStdString(name), document[QStringLiteral("filter")].toString(),
        sortFromText(document[QStringLiteral("sort")].toString())};
}

} // namespace

/// Sets or takes a tag on the samples that it changes.
class TagCommand : public QUndoCommand
{
public:
    TagCommand(WorkspaceEdits* edits, data::Task task, data::Split split, std::vector<std::int64_t> ids, std::string tag, bool on)
        : m_edits(edits), m_task(task), m_split(split),
          m_ids(std::make_shared<const std::vector<std::int64_t>>(std::move(ids))), m_tag(std::move(tag)), m_on(on)
    {
        const int count = static_cast<int>(m_ids->size());
        const QString name = QString::fromStdString(m_tag);
        setText(m_tag == data::kStarTag ? (on ? WorkspaceEdits::tr("Star %n samples", nullptr, count)
                                              : WorkspaceEdits::tr("Unstar %n samples", nullptr, count))
                : on                    ? WorkspaceEdits::tr("Tag %n samples “%1”", nullptr, count).arg(name)
                                        : WorkspaceEdits::tr("Untag %n samples “%1”", nullptr, count).arg(name));
    }
    void redo() override { apply(m_on); }
    void undo() override { apply(!m_on); }

private:
    void apply(bool on)
    {
        m_edits->write(
            [task = m_task, split = m_split, ids = m_ids, tag = m_tag, on](store::Database& database) {
                return store::WorkspaceRepository(database).setTags(task, split, *ids, tag, on);
            },
            [edits = m_edits, task = m_task, split = m_split] { Q_EMIT edits->tagsChanged(task, split); });
    }

    WorkspaceEdits* m_edits;
    data::Task m_task;
    data::Split m_split;
    std::shared_ptr<const std::vector<std::int64_t>> m_ids;
    std::string m_tag;
    bool m_on;
};

/// Replaces the list of saved views; there are few of them.
class ViewsCommand : public QUndoCommand
{
public:
    ViewsCommand(WorkspaceEdits* edits, const QString& text, QVector<SavedView> before, QVector<SavedView> after)
        : QUndoCommand(text), m_edits(edits), m_before(std::move(before)), m_after(std::move(after))
    {
    }
    void redo() override { m_edits->setViews(m_after); }
    void undo() override { m_edits->setViews(m_before); }

private:
    WorkspaceEdits* m_edits;
    QVector<SavedView> m_before, m_after;
};

WorkspaceEdits::WorkspaceEdits(ProjectSession* session, QObject* parent)
    : QObject(parent), m_session(session), m_load(&session->worker()), m_sets(new IcdSets(session, this))
{
    connect(m_sets, &IcdSets::failed, this, &WorkspaceEdits::failed);
    m_stack.setUndoLimit(kMostUndone);
    connect(session, &ProjectSession::datasetsLoaded, this, &WorkspaceEdits::loadViews);
    connect(session, &ProjectSession::closed, this, [this] {
        m_load.cancel();
        m_stack.clear();
        m_views.clear();
        Q_EMIT viewsChanged();
    });
}

WorkspaceEdits::~WorkspaceEdits() = default;

QString WorkspaceEdits::obstacle() const
{
    if (!m_session->isOpen())
        return tr("Open a project first.");
    return m_session->project()->readOnly() ? tr("The project is open for reading only.") : QString();
}

void WorkspaceEdits::write(Write work, std::function<void()> then)
{
    if (!m_session->isOpen())
        return;
    m_session->worker().run(
        this,
        [project = m_session->project(), work = std::move(work)](std::stop_token) -> Result<void> {
            return withDatabase(project, [&](store::Database& database) -> Result<void> {
                return database.transaction([&] { return work(database); });
            });
        },
        [this, then = std::move(then)](const Result<void>& written) {
            if (!written)
                Q_EMIT failed(written.error());
            then(); // after an error too: what is shown must be what is stored
        });
}

void WorkspaceEdits::setTag(const data::Dataset& dataset, const std::vector<std::int32_t>& samples,
    const store::TagFacts& tags, const QString& tag, bool on)
{
    const std::string name = tag.toStdString();
    const int id = tags.idOf(name);
    std::vector<std::int64_t> changed;
    for (const std::int32_t sample : samples) {
        const auto has = tags.of(sample);
        const bool tagged = id >= 0 && std::find(has.begin(), has.end(), id) != has.end();
        if (tagged != on)
            changed.push_back(dataset.id(static_cast<std::size_t>(sample)));
    }
    if (!changed.empty() && obstacle().isEmpty())
        m_stack.push(new TagCommand(this, dataset.task(), dataset.split(), std::move(changed), name, on));
}

void WorkspaceEdits::setTag(const data::Dataset& dataset, std::int64_t sample, const QString& tag, bool on)
{
    if (obstacle().isEmpty())
        m_stack.push(new TagCommand(
            this, dataset.task(), dataset.split(), {dataset.id(static_cast<std::size_t>(sample))}, tag.toStdString(), on));
}

void WorkspaceEdits::setViews(const QVector<SavedView>& views)
{
    const QVector<SavedView> before = std::exchange(m_views, views);
    Q_EMIT viewsChanged();
    write(
        [before, views](store::Database& database) -> Result<void> {
            store::WorkspaceRepository workspace(database);
            for (const SavedView& view : before)
                if (!views.contains(view))
                    FULCRUM_CHECK(workspace.removeDocument(kViewKind, view.name.toStdString()));
            for (const SavedView& view : views)
                if (!before.contains(view))
                    FULCRUM_CHECK(workspace.saveDocument(kViewKind, view.name.toStdString(), viewText(view).toStdString()));
            return {};
        },
        [this] { loadViews(); });
}

void WorkspaceEdits::changeViews(const QString& text, const QVector<SavedView>& views)
{
    if (views != m_views && obstacle().isEmpty())
        m_stack.push(new ViewsCommand(this, text, m_views, views));
}

void WorkspaceEdits::saveView(const SavedView& view)
{
    QVector<SavedView> views = m_views;
    views.removeIf([&](const SavedView& one) { return one.name == view.name; });
    views.append(view);
    std::sort(views.begin(), views.end(), [](const SavedView& a, const SavedView& b) { return a.name < b.name; });
    changeViews(tr("Save view “%1”").arg(view.name), views);
}

void WorkspaceEdits::renameView(const QString& from, const QString& to)
{
    QVector<SavedView> views = m_views;
    if (from == to || to.isEmpty())
        return;
    views.removeIf([&](const SavedView& one) { return one.name == to; });
    for (SavedView& view : views)
        if (view.name == from)
            view.name = to;
    std::sort(views.begin(), views.end(), [](const SavedView& a, const SavedView& b) { return a.name < b.name; });
    changeViews(tr("Rename view “%1”").arg(from), views);
}

void WorkspaceEdits::removeView(const QString& name)
{
    QVector<SavedView> views = m_views;
    views.removeIf([&](const SavedView& one) { return one.name == name; });
    changeViews(tr("Delete view “%1”").arg(name), views);
}

void WorkspaceEdits::loadViews()
{
    if (!m_session->isOpen())
        return;
    using Documents = std::vector<std::pair<std::string, std::string>>;
    m_load.run(
        this,
        [project = m_session->project()](std::stop_token) {
            return withDatabase(project, [](store::Database& database) -> Result<Documents> {
                return store::WorkspaceRepository(database).documents(kViewKind);
            });
        },
        [this](const Result<Documents>& documents) {
            if (!documents)
                return;
            QVector<SavedView> views;
            for (const auto& [name, text] : *documents)
                views.append(viewFrom(name, text));
            std::sort(views.begin(), views.end(), [](const SavedView& a, const SavedView& b) { return a.name < b.name; });
            if (views != m_views) {
                m_views = views;
                Q_EMIT viewsChanged();
            }
        });
}

} // namespace fulcrum::bridge
