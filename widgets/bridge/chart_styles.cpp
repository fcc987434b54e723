// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/chart_styles.h"

#include "core/store/workspace_repository.h"
#include "widgets/bridge/workspace_edits.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QUndoCommand>

namespace fulcrum::bridge {

namespace {

constexpr const char* kStyleKind = "series-style";
constexpr const char* kChartKind = "chart";
constexpr int kStyleCommand = 0x5E1, kSettingsCommand = 0x5E2;
constexpr double kMostSmoothing = 0.99;

QJsonValue numberOr(const std::optional<double>& value) { return value ? QJsonValue(*value) : QJsonValue(); }

std::optional<double> optionalNumber(const QJsonValue& value)
{
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

std::string settingsText(const ChartSettings& s)
{
    const QJsonObject document {{QStringLiteral("width_mm"), s.widthMm}, {QStringLiteral("height_mm"), s.heightMm},
        {QStringLiteral("font_pt"), s.fontPt}, {QStringLiteral("font"), s.fontFamily},
        {QStringLiteral("legend"), static_cast<int>(s.legend)}, {QStringLiteral("legend_x"), s.legendX},
        {QStringLiteral("legend_y"), s.legendY}, {QStringLiteral("title"), s.title}, {QStringLiteral("x_label"), s.xLabel},
        {QStringLiteral("y_label"), s.yLabel}, {QStringLiteral("x_low"), numberOr(s.x.low)},
        {QStringLiteral("x_high"), numberOr(s.x.high)}, {QStringLiteral("y_low"), numberOr(s.y.low)},
        {QStringLiteral("y_high"), numberOr(s.y.high)}, {QStringLiteral("print"), s.print}, {QStringLiteral("seeds"), s.seeds},
        {QStringLiteral("smoothing"), s.smoothing}, {QStringLiteral("clip"), s.clipOutliers}};
    return QJsonDocument(document).toJson(QJsonDocument::Compact).toStdString();
}

/// Whatever is missing or out of range keeps its default: the project may have been changed by hand.
ChartSettings settingsFrom(const std::string& text)
{
    const QJsonObject document = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    const ChartSettings defaults;
    ChartSettings s;
    const auto within = [&document](const char* name, double low, double high, double fallback) {
        const double value = document[QLatin1String(name)].toDouble(fallback);
        return value >= low && value <= high ? value : fallback;
    };
    s.widthMm = within("width_mm", 20, 2000, defaults.widthMm);
    s.heightMm = within("height_mm", 20, 2000, defaults.heightMm);
    s.fontPt = within("font_pt", 4, 48, defaults.fontPt);
    s.fontFamily = document[QStringLiteral("font")].toString(defaults.fontFamily);
    s.legend = static_cast<chart::LegendPlace>(static_cast<int>(within("legend", 0, static_cast<int>(chart::LegendPlace::None), 0)));
    s.legendX = within("legend_x", -1, 1, 0);
    s.legendY = within("legend_y", -1, 1, 0);
    s.title = document[QStringLiteral("title")].toString();
    s.xLabel = document[QStringLiteral("x_label")].toString();
    s.yLabel = document[QStringLiteral("y_label")].toString();
    s.x = {optionalNumber(document[QStringLiteral("x_low")]), optionalNumber(document[QStringLiteral("x_high")])};
    s.y = {optionalNumber(document[QStringLiteral("y_low")]), optionalNumber(document[QStringLiteral("y_high")])};
    s.print = document[QStringLiteral("print")].toBool();
    s.seeds = document[QStringLiteral("seeds")].toBool();
    s.smoothing = within("smoothing", 0, kMostSmoothing, 0);
    s.clipOutliers = document[QStringLiteral("clip")].toBool();
    return s;
}

} // namespace

class SeriesStyleCommand : public QUndoCommand
{
public:
    SeriesStyleCommand(ChartStyles* styles, std::string key, const chart::StyleChange& after, const QString& text)
        : QUndoCommand(text), m_styles(styles), m_key(std::move(key)), m_before(styles->book().change(m_key)), m_after(after)
    {
    }
    int id() const override { return kStyleCommand; }
    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* next = static_cast<const SeriesStyleCommand*>(other);
        if (next->m_key != m_key || next->text() != text())
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }
    void redo() override { m_styles->applyStyle(m_key, m_after); }
    void undo() override { m_styles->applyStyle(m_key, m_before); }

private:
    ChartStyles* m_styles;
    const std::string m_key;
    const chart::StyleChange m_before;
    chart::StyleChange m_after;
};

class ChartSettingsCommand : public QUndoCommand
{
public:
    ChartSettingsCommand(ChartStyles* styles, const QString& kind, const ChartSettings& after, const QString& text)
        : QUndoCommand(text), m_styles(styles), m_kind(kind), m_before(styles->settings(kind)), m_after(after)
    {
    }
    int id() const override { return kSettingsCommand; }
    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* next = static_cast<const ChartSettingsCommand*>(other);
        if (next->m_kind != m_kind || next->text() != text())
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }
    void redo() override { m_styles->applySettings(m_kind, m_after); }
    void undo() override { m_styles->applySettings(m_kind, m_before); }

private:
    ChartStyles* m_styles;
    const QString m_kind;
    const ChartSettings m_before;
    ChartSettings m_after;
};

chart::FigureFormat ChartSettings::format() const
{
    chart::FigureFormat format;
    format.widthMm = widthMm;
    format.heightMm = heightMm;
    format.fontPt = fontPt;
    format.fontFamily = fontFamily.toStdString();
    format.legend = legend;
    format.legendX = legendX;
    format.legendY = legendY;
    format.print = print;
    return format;
}

void ChartSettings::apply(chart::Figure& figure) const
{
    for (chart::Panel& panel : figure.panels) {
        if (!title.isEmpty())
            panel.title = title.toStdString();
        if (!xLabel.isEmpty())
            panel.xLabel = xLabel.toStdString();
        if (!yLabel.isEmpty())
            panel.yLabel = yLabel.toStdString();
        if (x != chart::AxisRange())
            panel.x = x;
        if (y != chart::AxisRange())
            panel.y = y;
    }
}

ChartStyles::ChartStyles(ProjectSession* session, WorkspaceEdits* edits, QObject* parent)
    : QObject(parent), m_session(session), m_edits(edits), m_load(&session->worker())
{
    connect(session, &ProjectSession::opened, this, &ChartStyles::load);
    connect(session, &ProjectSession::closed, this, &ChartStyles::clear);
}

void ChartStyles::setStyle(const QString& key, const chart::StyleChange& change, const QString& what)
{
    if (m_edits->obstacle().isEmpty() && m_book.change(key.toStdString()) != change)
        m_edits->undoStack()->push(new SeriesStyleCommand(this, key.toStdString(), change, what));
}

void ChartStyles::setSettings(const QString& kind, const ChartSettings& settings, const QString& what)
{
    if (m_settings.value(kind) == settings)
        return;
    if (m_edits->obstacle().isEmpty())
        m_edits->undoStack()->push(new ChartSettingsCommand(this, kind, settings, what));
    else
        applySettings(kind, settings); // a project that is open for reading can be looked at in any way; nothing is stored
}

void ChartStyles::applyStyle(const std::string& key, const chart::StyleChange& change)
{
    m_book.set(key, change);
    Q_EMIT bookChanged();
    store(kStyleKind, key, change.isEmpty() ? std::string() : chart::toJson(change));
}

void ChartStyles::applySettings(const QString& kind, const ChartSettings& settings)
{
    m_settings[kind] = settings;
    Q_EMIT settingsChanged(kind);
    store(kChartKind, kind.toStdString(), settings == ChartSettings() ? std::string() : settingsText(settings));
}

/// An empty document is removed.
void ChartStyles::store(std::string kind, std::string name, std::string document)
{
    if (!m_edits->obstacle().isEmpty())
        return;
    m_session->worker().run(
        this,
        [project = m_session->project(), kind = std::move(kind), name = std::move(name), document = std::move(document)](
            std::stop_token) -> Result<void> {
            return withDatabase(project, [&](store::Database& database) -> Result<void> {
                return database.transaction([&]() -> Result<void> {
                    store::WorkspaceRepository workspace(database);
                    return document.empty() ? workspace.removeDocument(kind, name) : workspace.saveDocument(kind, name, document);
                });
            });
        },
        [this](const Result<void>& written) {
            if (!written)
                Q_EMIT failed(written.error());
        });
}

void ChartStyles::load()
{
    struct Stored
    {
        chart::StyleBook book;
        QHash<QString, ChartSettings> settings;
    };
    m_load.run(
        this,
        [project = m_session->project()](std::stop_token) {
            return withDatabase(project, [](store::Database& database) -> Result<Stored> {
                store::WorkspaceRepository workspace(database);
                Stored stored;
                FULCRUM_TRY(const auto styles, workspace.documents(kStyleKind));
                stored.book = chart::styleBookFrom(styles);
                FULCRUM_TRY(const auto charts, workspace.documents(kChartKind));
                for (const auto& [name, text] : charts)
                    stored.settings[QString::fromStdString(name)] = settingsFrom(text);
                return stored;
            });
        },
        [this](const Result<Stored>& stored) {
            if (!stored) {
                Q_EMIT failed(stored.error());
                return;
            }
            m_book = stored->book;
            m_settings = stored->settings;
            Q_EMIT bookChanged();
            for (auto one = m_settings.cbegin(); one != m_settings.cend(); ++one)
                Q_EMIT settingsChanged(one.key());
        });
}

void ChartStyles::clear()
{
    m_load.cancel();
    const QStringList kinds = m_settings.keys();
    m_settings.clear();
    m_book = {};
    Q_EMIT bookChanged();
    for (const QString& kind : kinds)
        Q_EMIT settingsChanged(kind);
}

} // namespace fulcrum::bridge
