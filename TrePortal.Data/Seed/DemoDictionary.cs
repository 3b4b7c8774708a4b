namespace TrePortal.Data.Seed;

/// <summary>Dictionary, codings and collections of the invented biobank.</summary>
internal static class DemoDictionary
{
    public const string Fields = """
        entity,name,type,primary_key_type,coding_name,is_multi_select,is_sparse_coding,referenced_entity_field,relationship,folder_path,title,units,description
        participant,participant_id,string,global,,,,,,Participant,Participant,,
        participant,sex,string,,sex,,,,,Participant > Demographics,Sex,,As in the population register
        participant,birth_year,integer,,,,,,,Participant > Demographics,Year of birth,,
        participant,age_at_entry,integer,,,,,,,Participant > Demographics,Age at entry,years,Completed years on the day of the baseline visit
        participant,entry_date,date,,,,,,,Participant > Demographics,Date of entry,,
        participant,region,string,,region,,,,,Participant > Demographics,Region of residence,,
        participant,education,string,,education,,,,,Participant > Demographics,Highest education,,
        participant,employment,string,,employment,,,,,Participant > Demographics,Employment,,
        participant,smoking,string,,smoking,,,,,Participant > Lifestyle,Smoking,,
        participant,cigarettes_per_day,integer,,not_recorded,,yes,,,Participant > Lifestyle,Cigarettes per day,,Zero for people who never smoked
        participant,alcohol_units,integer,,,,,,,Participant > Lifestyle,Alcohol,units per week,
        participant,activity_minutes,integer,,,,,,,Participant > Lifestyle,Physical activity,minutes per week,Moderate or vigorous
        participant,sleep_hours,float,,,,,,,Participant > Lifestyle,Sleep,hours per night,
        participant,diet,string,,diet,yes,,,,Participant > Lifestyle,Eats every week,,Food groups eaten at least once a week
        participant,height_cm,float,,,,,,,Participant > Measurements,Height,cm,
        participant,weight_kg,float,,,,,,,Participant > Measurements,Weight,kg,
        participant,bmi,float,,,,,,,Participant > Measurements,Body mass index,kg/m2,
        participant,waist_cm,float,,,,,,,Participant > Measurements,Waist,cm,
        participant,systolic,integer,,,,,,,Participant > Measurements,Systolic blood pressure,mmHg,Mean of two readings
        participant,diastolic,integer,,,,,,,Participant > Measurements,Diastolic blood pressure,mmHg,Mean of two readings
        participant,pulse,integer,,,,,,,Participant > Measurements,Pulse,per minute,
        participant,diagnoses,string,,condition,yes,,,,Participant > Health,Diagnoses,,Reported at baseline or found in hospital records
        participant,vital_status,string,,vital_status,,,,,Participant > Health,Vital status,,
        participant,death_date,date,,,,,,,Participant > Health,Date of death,,
        participant,follow_up_days,integer,,,,,,,Participant > Health,Follow-up,days,From entry to death or the end of follow-up
        hospital_visit,visit_id,integer,local,,,,,,Hospital visits,Visit,,
        hospital_visit,participant_id,string,,,,,participant:participant_id,many_to_one,Hospital visits,Participant,,
        hospital_visit,admission_date,date,,,,,,,Hospital visits,Admission,,
        hospital_visit,duration_days,integer,,,,,,,Hospital visits,Length of stay,days,
        hospital_visit,ward,string,,ward,,,,,Hospital visits,Ward,,
        hospital_visit,reason,string,,condition,,,,,Hospital visits,Main reason,,
        hospital_visit,emergency,string,,yes_no,,,,,Hospital visits,Emergency admission,,
        hospital_visit,discharge,string,,discharge,,,,,Hospital visits,Discharged to,,
        lab_result,result_id,integer,local,,,,,,Laboratory,Result,,
        lab_result,participant_id,string,,,,,participant:participant_id,many_to_one,Laboratory,Participant,,
        lab_result,test,string,,lab_test,,,,,Laboratory,Test,,
        lab_result,value,float,,failed_sample,,yes,,,Laboratory,Value,,In the unit of the test
        lab_result,unit,string,,unit,,,,,Laboratory,Unit,,
        lab_result,sampled,date,,,,,,,Laboratory,Date of sample,,
        lab_result,flag,string,,flag,,,,,Laboratory,Flag,,

        """;

    public const string ShowcaseFields = """
        entity,name,type,primary_key_type,coding_name,is_multi_select,folder_path,title,units
        participant,participant_id,string,global,,,Participant,Participant,
        participant,sex,string,,sex,,Demographics,Sex,
        participant,age_at_entry,integer,,,,Demographics,Age at entry,years
        participant,region,string,,region,,Demographics,Region of residence,
        participant,education,string,,education,,Demographics,Highest education,
        participant,smoking,string,,smoking,,Lifestyle,Smoking,
        participant,diet,string,,diet,yes,Lifestyle,Eats every week,
        participant,bmi,float,,,,Measurements,Body mass index (rounded),kg/m2
        participant,systolic,integer,,,,Measurements,Systolic blood pressure (to 5),mmHg
        participant,diagnoses,string,,condition,yes,Health,Diagnoses,
        participant,vital_status,string,,vital_status,,Health,Vital status,

        """;

    public const string Codings = """
        coding_name,code,meaning,display_order,parent_code
        sex,F,Female,1,
        sex,M,Male,2,
        region,north,North,1,
        region,coast,Coast,2,
        region,midlands,Midlands,3,
        region,south,South,4,
        region,islands,Islands,5,
        education,primary,Primary school,1,
        education,secondary,Secondary school,2,
        education,degree,University degree,3,
        education,postgraduate,Postgraduate,4,
        employment,employed,Employed,1,
        employment,self,Self-employed,2,
        employment,unemployed,Without work,3,
        employment,retired,Retired,4,
        smoking,never,Never,1,
        smoking,former,Former,2,
        smoking,current,Current,3,
        not_recorded,-1,Not recorded,1,
        diet,fish,Fish,1,
        diet,red_meat,Red meat,2,
        diet,dairy,Dairy,3,
        diet,vegetables,Vegetables,4,
        diet,processed,Processed food,5,
        vital_status,alive,Alive,1,
        vital_status,deceased,Deceased,2,
        condition,cardiovascular,Cardiovascular,1,
        condition,hypertension,Hypertension,2,cardiovascular
        condition,heart_disease,Ischaemic heart disease,3,cardiovascular
        condition,angina,Angina,4,heart_disease
        condition,infarction,Myocardial infarction,5,heart_disease
        condition,atrial_fibrillation,Atrial fibrillation,6,cardiovascular
        condition,endocrine,Endocrine,7,
        condition,diabetes,Diabetes,8,endocrine
        condition,type_1_diabetes,Type 1 diabetes,9,diabetes
        condition,type_2_diabetes,Type 2 diabetes,10,diabetes
        condition,hypothyroidism,Hypothyroidism,11,endocrine
        condition,respiratory,Respiratory,12,
        condition,asthma,Asthma,13,respiratory
        condition,copd,COPD,14,respiratory
        condition,liver,Liver,15,
        condition,steatosis,Fatty liver,16,liver
        condition,cirrhosis,Cirrhosis,17,liver
        condition,neurological,Mind and nerves,18,
        condition,depression,Depression,19,neurological
        condition,migraine,Migraine,20,neurological
        condition,acute,Acute,21,
        condition,injury,Injury,22,acute
        condition,infection,Infection,23,acute
        ward,cardiology,Cardiology,1,
        ward,respiratory,Respiratory medicine,2,
        ward,hepatology,Hepatology,3,
        ward,surgery,Surgery,4,
        ward,general,General medicine,5,
        yes_no,yes,Yes,1,
        yes_no,no,No,2,
        discharge,home,Home,1,
        discharge,other_hospital,Another hospital,2,
        discharge,unknown,Not known,3,
        lab_test,lipids,Lipids,1,
        lab_test,ldl,LDL cholesterol,2,lipids
        lab_test,metabolism,Metabolism,3,
        lab_test,glucose,Glucose,4,metabolism
        lab_test,liver_enzymes,Liver enzymes,5,
        lab_test,alat,ALAT,6,liver_enzymes
        failed_sample,-9,Sample could not be used,1,
        unit,mmol/L,mmol/L,1,
        unit,U/L,U/L,2,
        flag,normal,Normal,1,
        flag,high,High,2,

        """;

    public const string Entities = """
        entity,entity_title,entity_label_singular,entity_label_plural,entity_description
        participant,Participants,participant,participants,One row per person
        hospital_visit,Hospital visits,visit,visits,Stays of at least one night
        lab_result,Laboratory results,result,results,From the blood sample at baseline

        """;

    public const string Collections = """
        {
          "version": "1.0",
          "collections": [
            { "id": "core", "title": "Core", "description": "Who the participants are. Always part of a request.", "group": "Participants",
              "fields": ["participant.sex", "participant.birth_year", "participant.age_at_entry", "participant.entry_date", "participant.region", "participant.vital_status", "participant.follow_up_days"],
              "required": true },
            { "id": "social", "title": "Education and work", "group": "Participants", "fields": ["participant.education", "participant.employment"], "requires": ["core"] },
            { "id": "lifestyle", "title": "Lifestyle", "description": "Smoking, alcohol, activity, sleep and diet at baseline.", "group": "Participants",
              "fields": ["participant.smoking", "participant.cigarettes_per_day", "participant.alcohol_units", "participant.activity_minutes", "participant.sleep_hours", "participant.diet"], "requires": ["core"] },
            { "id": "measurements", "title": "Measurements", "description": "Body size, blood pressure and pulse at baseline.", "group": "Participants",
              "fields": ["participant.height_cm", "participant.weight_kg", "participant.bmi", "participant.waist_cm", "participant.systolic", "participant.diastolic", "participant.pulse"], "requires": ["core"] },
            { "id": "health", "title": "Diagnoses", "group": "Health records", "fields": ["participant.diagnoses", "participant.death_date"], "requires": ["core"] },
            { "id": "hospital", "title": "Hospital visits", "description": "Every stay with ward, reason and length.", "group": "Health records", "entities": ["hospital_visit"], "requires": ["core"] },
            { "id": "laboratory", "title": "Laboratory", "description": "Lipids, glucose and liver enzymes.", "group": "Health records", "entities": ["lab_result"], "requires": ["core"] },
            { "id": "ecg", "title": "Electrocardiograms", "description": "One tracing each of some participants.", "group": "Files", "files": true },
            { "id": "documents", "title": "Study documents", "group": "Files", "files": true }
          ]
        }
        """;
}
